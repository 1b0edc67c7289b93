madoguchi_test(test_console_sessions SOURCES ${CMAKE_CURRENT_LIST_DIR}/test_console_sessions.c LINKS console_parts)
