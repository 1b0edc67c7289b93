/* Reading the tree. A stored node that is missing or does not match its leaf is damage on the
 * disk, never a refusal. */
#include "state.h"

struct tree_head head_now(const struct view *v)
{
    struct tree_head head;

    if (!tree_head_find(v, THE_HEAD, &head))
        head = (struct tree_head){ .head_id = THE_HEAD };
    return head;
}

static bool node_get(void *self, uint32_t level, uint64_t index, uint8_t ret[SHA256_LEN])
{
    const struct node_source *source = self;
    struct tree_node node;

    if (!tree_node_find(source->view, level, index, &node) || node.node_hash.len != SHA256_LEN)
        return false;
    memcpy(ret, node.node_hash.at, SHA256_LEN);
    return true;
}

struct merkle_nodes nodes_of(struct node_source *self)
{
    return (struct merkle_nodes){ .self = self, .get = node_get };
}

void root_of(const struct view *v, uint64_t size, uint8_t ret[SHA256_LEN])
{
    struct node_source source = { v };
    struct merkle_nodes nodes = nodes_of(&source);

    memset(ret, 0, SHA256_LEN);
    if (merkle_root(&nodes, size, ret) != OK)
        view_latch(v, ERR_CORRUPT);
}

struct bytes hash_bytes(const struct view *v, const uint8_t hash[SHA256_LEN])
{
    return bytes_copy(view_arena(v), (struct bytes){ hash, SHA256_LEN });
}

const char *origin_of(const struct view *v)
{
    return text_format(view_arena(v), "madoguchi.%u/audit", (unsigned)site_of(v)).at;
}

void signer_of(const struct view *v, struct signer *ret)
{
    signer_init(ret, secret_of(v, "audit_sign"));
}
