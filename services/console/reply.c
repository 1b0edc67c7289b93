/* Answers of the console's own. Keeps true: whatever is answered in JSON is `no-store`. */
#include "reply.h"

#include "http/json_text.h"

static const struct words {
    uint32_t status;
    const char *name, *ja, *en;
} words[] = {
    [CONSOLE_BUSY] = { 429, "busy", "ただいま混み合っています。少し待って、もう一度お試しください。", "Busy at the moment. Please try again shortly." },
    [CONSOLE_CODE_WRONG] = { 403, "device_code_wrong", "端末の登録コードが違うか、期限が切れています。新しいコードを発行してもらってください。",
                             "The code of the device is wrong or over. Please ask for a new one." },
    [CONSOLE_LOGGED_OUT] = { 401, "logged_out", "ログインしてください。", "Please log in." },
    [CONSOLE_MALFORMED] = { 400, "malformed", "入力に誤りがあります。示された項目を直してください。", "The input is not well formed. Please correct the field named." },
    [CONSOLE_NO_ANSWER] = { 504, "unknown", "応答がないため、行われたか確かめられません。同じ操作をもう一度送ると、二重にならずに確かめられます。",
                            "There was no answer, so it is not known whether it was done. Send the same again: it has one effect." },
    [CONSOLE_NO_DEVICE] = { 403, "no_device", "この端末は登録されていません。登録コードを入力してください。", "This PC is not enrolled. Please enter its code." },
    [CONSOLE_NO_PATH] = { 404, "no_such_path", "その操作・照会はありません。", "There is no such command, query or path." },
    [CONSOLE_NO_PERSON] = { 401, "not_logged_in_here", "その方はこの端末にログインしていません。", "That person is not logged in at this device." },
    [CONSOLE_NOT_COMPRESSED] = { 406, "not_compressed", "画面は圧縮して送られます。gzip に対応したブラウザで開いてください。", "Pages are sent compressed. Please use a browser that reads gzip." },
    [CONSOLE_NOT_YOURS] = { 403, "not_permitted", "この操作を行う権限がありません。", "You are not permitted to do this." },
    [CONSOLE_PERSONS_FULL] = { 409, "too_many_persons", "この端末には4人までログインできます。先にほかの方をログアウトしてください。", "Four persons are logged in here already. Please log one out first." },
    [CONSOLE_TOO_LARGE] = { 413, "too_large", "一度に送れる量を超えています。分けて送ってください。", "Too much at once. Please send it in parts." },
    [CONSOLE_WRONG_HOST] = { 421, "wrong_host", "この名前では開けません。設定された住所で開いてください。", "Not reachable under this name. Please use the address that is configured." },
    [CONSOLE_WRONG_METHOD] = { 405, "wrong_method", "この住所では、その方法は使えません。", "This path does not take that method." },
    [CONSOLE_WRONG_ORIGIN] = { 403, "wrong_origin", "ほかのサイトからの操作は受け付けません。", "Nothing is taken from another site." },
    [CONSOLE_WRONG_TOKEN] = { 403, "wrong_token", "別のタブでログインの状態が変わりました。画面を読み直してください。", "The session changed in another tab. Please reload the page." },
    [CONSOLE_WRONG_TYPE] = { 415, "wrong_type", "application/json で送ってください。", "Please send application/json." },
};

void reply_json(struct http_request *request, uint32_t status, struct text_builder *body)
{
    http_add_header(request, "Cache-Control", TEXT("no-store"));
    http_answer(request, status, "application/json", (struct bytes){ (const uint8_t *)body->at, (uint32_t)body->len });
    text_drop(body);
}

void reply_words(struct http_request *request, uint32_t status, struct text refusal, struct text ja, struct text en, struct text field, struct text reason)
{
    struct text_builder body = text_growing();

    text_add(&body, "{");
    json_add_pair(&body, "refusal", refusal);
    text_add(&body, ",");
    json_add_pair(&body, "ja", ja);
    text_add(&body, ",");
    json_add_pair(&body, "en", en);
    if (field.at != NULL) {
        text_add(&body, ",");
        json_add_pair(&body, "field", field);
    }
    if (reason.at != NULL) {
        text_add(&body, ",");
        json_add_pair(&body, "reason", reason);
    }
    text_add(&body, "}");
    reply_json(request, status, &body);
}

void reply_refusal_at(struct http_request *request, enum console_refusal why, struct text field, struct text reason)
{
    const struct words *w = &words[why];

    if (w->status == 429)
        http_add_header(request, "Retry-After", TEXT("1"));
    reply_words(request, w->status, text_of(w->name), text_of(w->ja), text_of(w->en), field, reason);
}

void reply_refusal(struct http_request *request, enum console_refusal why)
{
    static const struct text none;

    reply_refusal_at(request, why, none, none);
}
