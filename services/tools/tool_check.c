/* madoguchi check: reads a delivery list, or the list of the stock taken over, and tells every fault with its place. Takes nothing
 * in and asks no service; what only the office can know (a card that is here already, a day that lies ahead) it tells at the import. */
#include <stdio.h>

#include "delivery.h"
#include "lines.h"
#include "place.h"
#include "tools.h"

static const char help[] = "納品一覧・引継ぎ在庫の一覧（CSV）を検査します（誤りがなければ0、あれば1） / checks a list of cards (0 when it is good, else 1)";

static void tell(struct delivery_list *list, const char *path, const struct tool_args *args)
{
    sheet_tell(&list->arena, path, list->faults, list->fault_count, list->warnings, list->warning_count, !args->english);
    if (list->fault_count > 0)
        return;
    printf(args->english ? "%s %.*s: %u cards (%s)\n" : "%s %.*s　%u 枚（%s）\n",
           list->kind == DELIVERY_KIND_OPENING ? (args->english ? "Stock taken over" : "引継ぎ在庫") : (args->english ? "Delivery list" : "納品一覧"),
           (int)list->delivery_number.len, list->delivery_number.at, list->row_count, list->cp932 ? "CP932" : "UTF-8");
}

int tool_check(int argc, char **argv)
{
    struct tool_args args;
    struct delivery_list list;
    bool good;
    int code;

    if (!tool_args_read("check FILE", help, TAKES_FILE, argc, argv, &args, &code))
        return code;
    if (args.file == NULL) {
        fprintf(stderr, "%s\n", help);
        return EXIT_USAGE;
    }
    enum err err = delivery_list_load(args.file, &list);
    if (err != OK) {
        fprintf(stderr, "%s: %s\n", args.file, err_text(err));
        return EXIT_NOT_RUN;
    }
    tell(&list, args.file, &args);
    good = list.fault_count == 0;
    delivery_list_fini(&list);
    return good ? EXIT_GOOD : EXIT_BAD_RESULT;
}
