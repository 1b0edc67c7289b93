/* The subcommands of `madoguchi`. Each takes its own words (argv[0] is its name) and returns an exit code:
 * 0 good, 1 bad result, 2 usage, 3 could not run. */
#ifndef TOOLS_TOOLS_H
#define TOOLS_TOOLS_H

int tool_key(int argc, char **argv);
int tool_up(int argc, char **argv);
int tool_story(int argc, char **argv);
int tool_rehearse(int argc, char **argv);
int tool_check(int argc, char **argv);
int tool_status(int argc, char **argv);
int tool_verify(int argc, char **argv);
int tool_inbox(int argc, char **argv);
int tool_presence(int argc, char **argv);
int tool_erase(int argc, char **argv);
int tool_backup(int argc, char **argv);
int tool_restore(int argc, char **argv);
int tool_device(int argc, char **argv);
int tool_register(int argc, char **argv);

/* `madoguchi up --rehearse`: an office that is played, and open to browsers. */
struct tool_args;
int rehearse_visited(const struct tool_args *args);

#endif
