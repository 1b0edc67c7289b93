/* The checker against another implementation: what check_bytes accepts, msgpack-c unpacks to one
 * map and packs again to the same bytes, and the cursor walks it whole. Only bytes that were
 * accepted reach the foreign unpacker. */
#include <msgpack.h>

#include "base/invariant.h"
#include "codec/check.h"
#include "codec/read.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void pack_again(struct bytes in)
{
    msgpack_unpacked unpacked;
    msgpack_sbuffer packed;
    msgpack_packer packer;
    size_t offset = 0;

    msgpack_unpacked_init(&unpacked);
    must(msgpack_unpack_next(&unpacked, (const char *)in.at, in.len, &offset) == MSGPACK_UNPACK_SUCCESS);
    must(offset == in.len);
    must(unpacked.data.type == MSGPACK_OBJECT_MAP);
    msgpack_sbuffer_init(&packed);
    msgpack_packer_init(&packer, &packed, msgpack_sbuffer_write);
    must(msgpack_pack_object(&packer, unpacked.data) == 0);
    must(bytes_equal(in, (struct bytes){ (const uint8_t *)packed.data, (uint32_t)packed.size }));
    msgpack_sbuffer_destroy(&packed);
    msgpack_unpacked_destroy(&unpacked);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct bytes in = { data, (uint32_t)size };
    struct check_fault fault;
    struct reader r = reader_of(in);

    if (check_bytes(in, &check_limits_command, &fault) != OK) {
        must(fault.offset <= in.len && fault.reason != NULL);
        read_skip(&r);                                  /* whatever it says, it stays inside */
        return 0;
    }
    must(read_type(&r) == VALUE_MAP);
    must(read_skip(&r) && read_type(&r) == VALUE_END);
    must(check_bytes(in, &check_limits_entry, &fault) == OK);
    pack_again(in);
    return 0;
}
