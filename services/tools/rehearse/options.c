/* Reads the command line of the rehearsal, and explains it. */
#include <getopt.h>
#include <stdlib.h>

#include "../tools.h"
#include "options.h"
#include "shell/options.h"

#define PEOPLE_MAX 400u
#define MAX_SPEED 3600u
#define LAST_YEAR 2098u            /* a booking window beyond it still lies in the calendar */

static const char help_text[] =
    "madoguchi rehearse --date YYYY-MM-DD [--seed N] [--speed max|N] [--days N] [--people N] [--with WHAT]\n"
    "                   [--json] [--lang ja|en] [--dir DIR] [--keep]\n"
    "\n"
    "  架空の来庁者と従事者で、窓口の一日（または数日）を本物のサービスで通します。研修にも使えます。\n"
    "  Plays one or more days at the counter with made-up guests and staff through real services.\n"
    "\n"
    "  --date YYYY-MM-DD  最初の日 / the first day; a closed day says so\n"
    "  --seed N           同じ番号は同じ一日 / the same number plays the same day; default 1\n"
    "  --speed max|N      max：待たずに進める。N：実時間の N 倍 / max (default), or N times real time\n"
    "  --days N           開庁日 N 日分（1～1500）/ so many open days, 1 to 1500; default 1\n"
    "  --people N         平日一日の来庁組数の目安（1～400）/ parties on a plain weekday; default 70\n"
    "  --with WHAT,…      absence 欠勤, national-stop 全国システム停止, evacuation 避難, city-machine 市の発券機,\n"
    "                     lost-card カードの紛失, terminal-down 統合端末の故障,\n"
    "                     paper-hour 受付システムが 1 時間使えない（紙で受付し、後で入力）\n"
    "                     what goes wrong, or differs: an operator is away; systems stop; the hall is left; the city's\n"
    "                     ticket machine; a card is lost; a terminal fails; an hour on paper, entered afterwards\n"
    "  --json             結果を 1 つの JSON で / one JSON object\n"
    "  --lang ja|en       表示の言語 / language\n"
    "  --dir DIR          作業ディレクトリ（空または未作成）/ work here; default: a scratch directory\n"
    "  --in-process       サービスを別プロセスにせず速く進める（6 日以上では常に）/ services within this process, for speed; beyond 5 days always\n"
    "  --keep             作業ディレクトリを残す / leave the directory\n"
    "\n"
    "  終了コード / exit codes: 0 すべて合った・閉庁日 / all adds up, or a closed day; 1 合わない / it does not; 2 usage; 3 could not run\n";

static bool read_number(const char *word, uint64_t min, uint64_t max, uint64_t *ret)
{
    char *end;
    unsigned long long value;

    if (*word < '0' || *word > '9')
        return false;
    value = strtoull(word, &end, 10);
    if (*end != '\0' || value < min || value > max)
        return false;
    *ret = value;
    return true;
}

static bool read_with(const char *words, struct rehearse_args *ret)
{
    char list[200];
    char *rest = list;

    snprintf(list, sizeof list, "%s", words);
    for (char *word = strsep(&rest, ","); word != NULL; word = strsep(&rest, ","))
        if (strcmp(word, "absence") == 0)
            ret->absence = true;
        else if (strcmp(word, "national-stop") == 0)
            ret->national_stop = true;
        else if (strcmp(word, "evacuation") == 0)
            ret->evacuation = true;
        else if (strcmp(word, "city-machine") == 0)
            ret->city_machine = true;
        else if (strcmp(word, "lost-card") == 0)
            ret->lost_card = true;
        else if (strcmp(word, "terminal-down") == 0)
            ret->terminal_down = true;
        else if (strcmp(word, "paper-hour") == 0)
            ret->paper_hour = true;
        else
            return played_wrong("rehearse", "--with", "absence,national-stop,evacuation,city-machine,lost-card,terminal-down,paper-hour");
    return true;
}

static bool read_option(int c, const char *word, struct rehearse_args *ret)
{
    bool era_warning, bad;

    switch (c) {
    case 'd': return (date_parse(text_of(word), &ret->date, &era_warning) && ret->date.v / 10000 >= 2026 && ret->date.v / 10000 <= LAST_YEAR) ||
                     played_wrong("rehearse", "--date", "YYYY-MM-DD、2026-01-01 から 2098-12-31 までの実在の日 / a day that exists, from 2026-01-01 to 2098-12-31");
    case 's': return read_number(word, 0, UINT64_MAX - 1, &ret->seed) || played_wrong("rehearse", "--seed", "0, 1, 2, …");
    case 'S':
        ret->speed = 0;
        return strcmp(word, "max") == 0 || read_number(word, 1, MAX_SPEED, &ret->speed) || played_wrong("rehearse", "--speed", "max | 1 … 3600");
    case 'n': return read_number(word, 1, DAYS_MAX, &ret->days) || played_wrong("rehearse", "--days", "1 … 1500");
    case 'p': return read_number(word, 1, PEOPLE_MAX, &ret->people) || played_wrong("rehearse", "--people", "1 … 400");
    case 'w': return read_with(word, ret);
    case 'i': ret->in_process = true; return true;
    default: break;
    }
    if (played_option("rehearse", c, word, &ret->shared, &bad))
        return true;
    if (bad)
        return false;
    fputs(help_text, stderr);
    return false;
}

bool rehearse_args_read(int argc, char **argv, struct rehearse_args *ret, int *ret_exit)
{
    static const struct option options[] = {
        { "date", required_argument, NULL, 'd' }, { "seed", required_argument, NULL, 's' }, { "speed", required_argument, NULL, 'S' },
        { "days", required_argument, NULL, 'n' }, { "people", required_argument, NULL, 'p' }, { "with", required_argument, NULL, 'w' },
        { "json", no_argument, NULL, 'j' }, { "lang", required_argument, NULL, 'l' }, { "dir", required_argument, NULL, 'D' },
        { "in-process", no_argument, NULL, 'i' },
        { "keep", no_argument, NULL, 'k' }, { "help", no_argument, NULL, 'h' }, { 0 },
    };
    int c;

    *ret = (struct rehearse_args){ .seed = 1, .people = 70, .days = 1 };
    *ret_exit = EXIT_USAGE;
    optind = 1;
    while ((c = getopt_long(argc, argv, "", options, NULL)) != -1) {
        if (c == 'h') {
            fputs(help_text, stdout);
            *ret_exit = EXIT_GOOD;
            return false;
        }
        if (!read_option(c, optarg, ret))
            return false;
    }
    if (optind == argc && ret->date.v != 0)
        return true;
    if (ret->date.v == 0)
        return played_wrong("rehearse", "--date", "YYYY-MM-DD");
    fputs(help_text, stderr);
    return false;
}
