madoguchi_test(test_client_answer SOURCES ${CMAKE_CURRENT_LIST_DIR}/test_client_answer.c LINKS client codec base)
madoguchi_test(test_client SOURCES ${CMAKE_CURRENT_LIST_DIR}/test_client.c LINKS client wire engine codec trust base)
