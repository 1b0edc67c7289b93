#include "shell/shell.h"
#include "state.h"

int main(int argc, char **argv) { return shell_main(&queueing_service, argc, argv); }
