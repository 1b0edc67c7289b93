/* The allow-list's text: any bytes give a table or a fault that names the file and a line. */
#include "base/invariant.h"
#include "wire/peers.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static struct wire_fault fault;
    struct peers *peers = NULL;

    if (peers_parse("list", (struct text){ (const char *)data, (uint32_t)size }, &peers, &fault) != OK) {
        must(peers == NULL && strncmp(fault.text, "list:", 5) == 0);
        return 0;
    }
    for (uint32_t i = 0; i < peers_count(peers); i++)
        must(peers_find(peers, peers_at(peers, i)->key) == peers_at(peers, i));
    peers_drop(&peers);
    return 0;
}
