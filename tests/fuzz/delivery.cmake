madoguchi_fuzz(fuzz_delivery SOURCES ${CMAKE_CURRENT_LIST_DIR}/fuzz_delivery.c LINKS delivery)
madoguchi_fuzz(fuzz_register SOURCES ${CMAKE_CURRENT_LIST_DIR}/fuzz_register.c LINKS register_file)
