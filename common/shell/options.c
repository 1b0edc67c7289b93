/* The options of every service and edge. */
#include "shell/options.h"

#include <getopt.h>
#include <inttypes.h>

enum { OPT_DIR = 256, OPT_KEYS, OPT_CONFIG, OPT_PRODUCTION, OPT_CHECK, OPT_PORT, OPT_HELP, OPT_VERSION };

static const struct option known[] = {
    { "dir", required_argument, NULL, OPT_DIR },
    { "keys", required_argument, NULL, OPT_KEYS },
    { "config", required_argument, NULL, OPT_CONFIG },
    { "production", no_argument, NULL, OPT_PRODUCTION },
    { "check-config", no_argument, NULL, OPT_CHECK },
    { "port", required_argument, NULL, OPT_PORT },
    { "help", no_argument, NULL, OPT_HELP },
    { "version", no_argument, NULL, OPT_VERSION },
    { 0 },
};

bool port_read(const char *word, uint32_t *ret)
{
    uint32_t port;
    int used = 0;

    if (*word < '0' || *word > '9' || sscanf(word, "%5" SCNu32 "%n", &port, &used) != 1 || word[used] != '\0' || port > UINT16_MAX)
        return false;
    *ret = port;
    return true;
}

static void help(FILE *to, const char *name, bool listens)
{
    fprintf(to,
            "madoguchi-%sd --dir DIR --keys KEYDIR [--config FILE] [--production]%s\n"
            "madoguchi-%sd --check-config --config FILE\n"
            "\n"
            "  --dir DIR       データの置き場所 / the installation's data\n"
            "  --keys KEYDIR   鍵の置き場所（DIRの外） / its keys, outside of DIR\n"
            "  --config FILE   設定ファイル。office.yaml も同じフォルダから読みます / configuration; office.yaml is read from the same folder\n"
            "                  (default: DIR/config/%s.yaml)\n"
            "%s"
            "  --production    本番用に作られた場所だけで動きます / run only where production data may be\n"
            "  --check-config  設定を調べて終わります（0 正しい、1 誤り） / check the configuration and end (0 right, 1 wrong)\n"
            "  --help, --version\n",
            name, listens ? " [--port N]" : "", name, name,
            listens ? "  --port N        設定の代わりに、この番号で待ち受けます（0 は空いている番号） / listen there instead (0: any free port)\n" : "");
}

static bool complete(const char *name, bool listens, const struct options *o)
{
    if (o->check_config ? o->config != NULL : o->dir != NULL && o->keys != NULL)
        return true;
    help(stderr, name, listens);
    return false;
}

bool options_read(const char *name, bool listens, int argc, char **argv, struct options *ret, int *ret_exit)
{
    struct options o = { .port = PORT_CONFIGURED };
    int option;

    *ret_exit = EXIT_USAGE;
    while ((option = getopt_long(argc, argv, "", known, NULL)) != -1)
        switch (option) {
        case OPT_DIR: o.dir = optarg; break;
        case OPT_KEYS: o.keys = optarg; break;
        case OPT_CONFIG: o.config = optarg; break;
        case OPT_PRODUCTION: o.production = true; break;
        case OPT_CHECK: o.check_config = true; break;
        case OPT_PORT:
            if (!listens || !port_read(optarg, &o.port)) {
                help(stderr, name, listens);
                return false;
            }
            break;
        case OPT_HELP:
            help(stdout, name, listens);
            *ret_exit = EXIT_GOOD;
            return false;
        case OPT_VERSION:
            printf("madoguchi-%sd %s\n", name, MADOGUCHI_VERSION);
            *ret_exit = EXIT_GOOD;
            return false;
        default:
            return false;
        }
    if (optind != argc) {
        help(stderr, name, listens);
        return false;
    }
    if (!complete(name, listens, &o))
        return false;
    *ret = o;
    return true;
}
