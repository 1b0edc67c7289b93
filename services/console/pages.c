/* The pages' files, out of the program itself. Keeps true: what is addressed by the hash never changes and may be kept for ever; the one
 * document that names the hash is asked for anew each time. They are kept compressed only, which every browser reads. Knows nothing of who asks: nothing personal is in these files. */
#include <string.h>

#include "console.h"
#include "reply.h"
#include "web_files.h"

static const struct web_file *file_named(struct text path)
{
    for (uint32_t i = 0; i < console_web_file_count; i++)
        if (text_is(path, console_web_files[i].path))
            return &console_web_files[i];
    return NULL;
}

/* /s/HASH/lib/dom.js; a file of another hash is of another version and not here. */
static const struct web_file *file_at(struct text path)
{
    struct text head = TEXT("/s/");
    uint32_t hash_len = (uint32_t)strlen(console_web_hash), before = head.len + hash_len + 1;

    if (text_is(path, "/"))
        return file_named(TEXT("index.html"));
    if (path.len <= before || memcmp(path.at, head.at, head.len) != 0 || memcmp(path.at + head.len, console_web_hash, hash_len) != 0 || path.at[before - 1] != '/')
        return NULL;
    return file_named((struct text){ path.at + before, path.len - before });
}

void pages_path(struct http_request *request)
{
    const struct web_file *file = file_at(http_path(request));

    if (file == NULL) {
        reply_refusal(request, CONSOLE_NO_PATH);
        return;
    }
    if (http_method(request) != HTTP_GET && http_method(request) != HTTP_HEAD) {
        http_add_header(request, "Allow", TEXT("GET"));
        reply_refusal(request, CONSOLE_WRONG_METHOD);
        return;
    }
    if (!http_accepts_coding(request, "gzip")) {
        reply_refusal(request, CONSOLE_NOT_COMPRESSED);
        return;
    }
    http_add_header(request, "Cache-Control", text_is(http_path(request), "/") ? TEXT("no-cache") : TEXT("public, max-age=31536000, immutable"));
    http_add_header(request, "Content-Encoding", TEXT("gzip"));
    http_answer_static(request, 200, file->type, file->gzip);
}
