#include "shell/shell.h"
#include "state.h"

int main(int argc, char **argv) { return shell_main(&audit_service, argc, argv); }
