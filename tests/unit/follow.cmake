madoguchi_test(test_follow SOURCES ${CMAKE_CURRENT_LIST_DIR}/test_follow.c LINKS engine codec base)
