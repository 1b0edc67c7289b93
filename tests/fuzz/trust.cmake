madoguchi_fuzz(fuzz_guard SOURCES ${CMAKE_CURRENT_LIST_DIR}/fuzz_guard.c LINKS trust base)
madoguchi_fuzz(fuzz_ticket_checkpoint SOURCES ${CMAKE_CURRENT_LIST_DIR}/fuzz_ticket_checkpoint.c LINKS trust base)
madoguchi_fuzz(fuzz_credentials SOURCES ${CMAKE_CURRENT_LIST_DIR}/fuzz_credentials.c LINKS trust base)
madoguchi_fuzz(fuzz_sealed_file SOURCES ${CMAKE_CURRENT_LIST_DIR}/fuzz_sealed_file.c LINKS trust base)
