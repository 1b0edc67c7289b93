/* Pages: until a browser runs them, one page that says where one is. */
#include "console.h"
#include "reply.h"

static const char index_page[] =
    "<!doctype html>\n<html lang=\"ja\">\n<meta charset=\"utf-8\">\n<title>窓口</title>\n<p>窓口の端末です。<span lang=\"en\">The counter's console.</span></p>\n</html>\n";

void pages_path(struct http_request *request)
{
    http_add_header(request, "Cache-Control", TEXT("no-cache"));
    http_answer_static(request, 200, "text/html; charset=utf-8", (struct bytes){ (const uint8_t *)index_page, sizeof index_page - 1 });
}
