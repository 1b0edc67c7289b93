madoguchi_fuzz(fuzz_client SOURCES ${CMAKE_CURRENT_LIST_DIR}/fuzz_client.c LINKS client engine codec base)
madoguchi_fuzz(fuzz_follow SOURCES ${CMAKE_CURRENT_LIST_DIR}/fuzz_follow.c LINKS engine codec base)
madoguchi_fuzz(fuzz_peers SOURCES ${CMAKE_CURRENT_LIST_DIR}/fuzz_peers.c LINKS wire engine trust base)
