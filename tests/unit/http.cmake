madoguchi_test(test_json SOURCES ${CMAKE_CURRENT_LIST_DIR}/test_json.c ${CMAKE_CURRENT_LIST_DIR}/covering.c LINKS http)
madoguchi_test(test_http_server SOURCES ${CMAKE_CURRENT_LIST_DIR}/test_http_server.c ${CMAKE_CURRENT_LIST_DIR}/http_fixture.c LINKS http base)
