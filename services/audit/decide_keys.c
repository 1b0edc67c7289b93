/* Changing the signing key, and taking the lines of witnesses. A new key counts for nobody but over a head that the
 * key before it signed too; a witness's line is taken only under a head of ours. */
#include "state.h"

#include "base/invariant.h"

/* The head signed by both. The key before the first change is the installation's. */
static void state_change(const struct view *v, const struct context *ctx, uint64_t size, struct decision *out)
{
    uint64_t generation = key_generation(v) + 1;
    char *note = arena_take(view_arena(v), NOTE_MAX);
    struct checkpoint checkpoint;
    struct signer old, fresh;
    struct audit_key_changed ev;

    checkpoint_of(v, ctx, size, &checkpoint);
    signer_of(v, &old);
    signer_of_generation(v, generation, &fresh);
    must(checkpoint_put(&old, &fresh, origin_of(v), &checkpoint, note, NOTE_MAX) == OK);
    ev = (struct audit_key_changed){
        .generation = generation, .old_key = hash_bytes(v, old.public_key), .new_key = hash_bytes(v, fresh.public_key), .size = size,
        .root = hash_bytes(v, checkpoint.root), .note = { (const uint8_t *)note, (uint32_t)strlen(note) } };
    signer_fini(&old);
    signer_fini(&fresh);
    emit_audit_key_changed(out, &ev);
    result_change_audit_key(out, &(struct change_audit_key_result){ .generation = generation, .size = size });
}

/* From now on another key signs.                                          Clause: §8 */
void decide_change_audit_key(const struct view *v, const struct context *ctx, const struct change_audit_key *cmd, struct decision *out)
{
    struct tree_head head = head_now(v);

    (void)cmd;
    if (head.size == 0)
        refuse(out, LOG_EMPTY);
    else if (!leaves_intact(v, &head))
        view_latch(v, ERR_CORRUPT);
    else
        state_change(v, ctx, head.size, out);
}

/* Is it a checkpoint that one of our keys signed? */
static bool is_ours(const struct view *v, struct text note, struct checkpoint *ret)
{
    struct signer signer;
    enum err err = ERR_CRYPTO;

    for (uint64_t generation = 0; generation <= key_generation(v) && err != OK; generation++) {
        struct key_change row;

        if (generation > 0) {
            if (key_change_find(v, generation, &row))
                err = checkpoint_get(note, origin_of(v), row.public_key.at, ret);
            continue;
        }
        signer_of_generation(v, 0, &signer);
        err = checkpoint_get(note, origin_of(v), signer.public_key, ret);
        signer_fini(&signer);
    }
    return err == OK;
}

/* The witness of the configuration whose line stands under the note; NULL: none. */
static const char *witness_under(const struct view *v, const struct audit_config *config, struct text note, uint64_t *ret_at_us)
{
    for (uint32_t i = 0; i < config->witnesses.count; i++) {
        char *name = arena_take(view_arena(v), CHECKPOINT_ORIGIN_MAX + 1);
        uint8_t key[32];

        if (witness_key_get(config->witnesses.at[i], name, key) && cosignature_check(note, name, key, ret_at_us) == OK)
            return name;
    }
    return NULL;
}

/* A witness has looked.                                                    Clause: §8 */
void decide_take_cosignature(const struct view *v, const struct context *ctx, const struct take_cosignature *cmd, struct decision *out)
{
    struct text note = { (const char *)cmd->note.at, cmd->note.len };
    struct tree_head head = head_now(v);
    struct checkpoint checkpoint;
    const char *witness;
    uint64_t at_us;
    uint8_t root[SHA256_LEN];

    if (!is_ours(v, note, &checkpoint) || checkpoint.size == 0 || checkpoint.size > head.size) {
        refuse(out, NOT_OUR_CHECKPOINT);
        return;
    }
    root_of(v, checkpoint.size, root);
    witness = witness_under(v, ctx->config, note, &at_us);
    if (memcmp(root, checkpoint.root, sizeof root) != 0)
        refuse(out, NOT_OUR_CHECKPOINT);
    else if (witness == NULL)
        refuse(out, NO_SUCH_WITNESS);
    else if (checkpoint.size < head.cosigned_size)
        refuse(out, CHECKPOINT_PASSED);
    else
        emit_checkpoint_cosigned(out, &(struct checkpoint_cosigned){ .size = checkpoint.size, .witness = text_of(witness), .cosigned_at_us = at_us, .note = cmd->note });
}
