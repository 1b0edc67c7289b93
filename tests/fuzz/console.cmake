madoguchi_fuzz(fuzz_gateway SOURCES ${CMAKE_CURRENT_LIST_DIR}/fuzz_gateway.c LINKS console_parts)
