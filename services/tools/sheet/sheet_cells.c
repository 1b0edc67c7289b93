/* What cells are that a spreadsheet has had its hands on, or would. */
#include "sheet.h"

bool begins_like_a_formula(struct text text)
{
    uint32_t offset = 0, c = utf8_next(text, &offset);

    if (c >= 0xFF01 && c <= 0xFF5E)
        c -= 0xFEE0;
    return c == '=' || c == '+' || c == '-' || c == '@';
}

bool spreadsheet_number(struct text text)
{
    uint32_t i = 0;

    while (i < text.len && ((text.at[i] >= '0' && text.at[i] <= '9') || text.at[i] == '.'))
        i++;
    if (i == 0 || i + 2 >= text.len || (text.at[i] != 'E' && text.at[i] != 'e') || (text.at[i + 1] != '+' && text.at[i + 1] != '-'))
        return false;
    for (i += 2; i < text.len && text.at[i] >= '0' && text.at[i] <= '9'; i++)
        ;
    return i == text.len;
}
