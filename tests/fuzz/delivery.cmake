madoguchi_fuzz(fuzz_delivery SOURCES ${CMAKE_CURRENT_LIST_DIR}/fuzz_delivery.c LINKS delivery)
