madoguchi_test(test_json SOURCES ${CMAKE_CURRENT_LIST_DIR}/test_json.c ${CMAKE_CURRENT_LIST_DIR}/covering.c LINKS http)
