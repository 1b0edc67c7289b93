/* The console: staff browsers in, commands and queries out. */
#include "shell/edge.h"

extern const struct edge_kind console_edge;

int main(int argc, char **argv)
{
    return edge_main(&console_edge, argc, argv);
}
