/* madoguchi: the operations program. Only finds the subcommand. */
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include "shell/options.h"
#include "tools.h"
#include "trust/process.h"
#include "trust/random.h"

static const struct tool {
    const char *name;
    int (*run)(int argc, char **argv);
    const char *help;
} tools[] = {
    { "up", tool_up, "窓口を開く（鍵がなければ作る） / open the office, making its keys the first time" },
    { "story", tool_story, "1 枚のカードの流れを通して見る / one card's way through real services" },
    { "rehearse", tool_rehearse, "架空の来庁者で窓口の一日を通す / play a day at the counter" },
    { "check", tool_check, "納品一覧・引継ぎ在庫の一覧を検査する / check a list of cards" },
    { "key", tool_key, "端末の鍵と、接続を許す名簿 / keys of terminals, and the list of who may connect" },
    { "device", tool_device, "コンソールの端末を登録するコード / the code that enrols a PC at the console" },
    { "status", tool_status, "各サービスの状態 / how each service is doing" },
    { "inbox", tool_inbox, "二人目の確認を待つ依頼 / what waits for a second person" },
    { "presence", tool_presence, "立ち入り記録・出退勤記録を証明つきで書き出す / who was where when, with a proof" },
    { "register", tool_register, "台帳（貸与品・連絡網・名簿など）を見る・CSVで取り込む・書き出す / registers: seen, taken in and out as CSV" },
    { "erase", tool_erase, "保存期間を過ぎた個人情報を消去する / erase what was kept long enough" },
    { "backup", tool_backup, "封をしたバックアップを作る / write a sealed backup" },
    { "restore", tool_restore, "空のコンピューターに復元する / put a backup back on a blank machine" },
    { "verify", tool_verify, "記録から状態を作り直して比べる / fold every log anew and compare" },
};
#define TOOLS (sizeof tools / sizeof *tools)

static void help(FILE *to)
{
    fputs("madoguchi COMMAND [--help]\n\n", to);
    for (size_t i = 0; i < TOOLS; i++)
        fprintf(to, "  %-10s %s\n", tools[i].name, tools[i].help);
}

int main(int argc, char **argv)
{
    umask(0077);
    /* Whoever reads our output may go (| head, a closed terminal): the office stays open all the same. */
    if (signal(SIGPIPE, SIG_IGN) == SIG_ERR)
        return EXIT_NOT_RUN;
    if (!process_keep_secrets() || trust_init() != OK)
        return EXIT_NOT_RUN;
    if (argc >= 2 && strcmp(argv[1], "--version") == 0) {
        puts("madoguchi " MADOGUCHI_VERSION);
        return EXIT_GOOD;
    }
    for (size_t i = 0; argc >= 2 && i < TOOLS; i++)
        if (strcmp(argv[1], tools[i].name) == 0)
            return tools[i].run(argc - 1, argv + 1);
    help(argc >= 2 && strcmp(argv[1], "--help") == 0 ? stdout : stderr);
    return argc >= 2 && strcmp(argv[1], "--help") == 0 ? EXIT_GOOD : EXIT_USAGE;
}
