# The pages' words and the packer: complaints and what comes out.
madoguchi_test(test_words SOURCES ${CMAKE_CURRENT_LIST_DIR}/test_words.c ${CMAKE_CURRENT_LIST_DIR}/schemac_fixture.c)
madoguchi_test(test_pack SOURCES ${CMAKE_CURRENT_LIST_DIR}/test_pack.c ${CMAKE_CURRENT_LIST_DIR}/schemac_fixture.c ${CMAKE_SOURCE_DIR}/services/console/pack_strip.c
    LINKS console_web base PkgConfig::PKG_zlib)
if(NOT MADOGUCHI_FUZZ)
    target_include_directories(test_pack PRIVATE ${CMAKE_SOURCE_DIR}/services)
    add_dependencies(test_words schemac)
    add_dependencies(test_pack console_pack)
    set_tests_properties(test_words PROPERTIES ENVIRONMENT "SCHEMAC=$<TARGET_FILE:schemac>")
    set_tests_properties(test_pack PROPERTIES ENVIRONMENT "CONSOLE_PACK=$<TARGET_FILE:console_pack>;WORDS_JA=${CMAKE_BINARY_DIR}/gen/words.ja.json")
endif()
