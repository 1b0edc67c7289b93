madoguchi_fuzz(fuzz_http_parse SOURCES ${CMAKE_CURRENT_LIST_DIR}/fuzz_http_parse.c LINKS http base)
