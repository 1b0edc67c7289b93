# One table that has every kind of field, shared by the unit tests and the fuzz targets.
add_library(covering STATIC ${CMAKE_CURRENT_LIST_DIR}/covering.c)
target_include_directories(covering PUBLIC ${CMAKE_CURRENT_LIST_DIR})
target_link_libraries(covering PUBLIC codec)

foreach(noun check read write message message_faults message_seal text_rules)
    madoguchi_test(test_codec_${noun} SOURCES ${CMAKE_CURRENT_LIST_DIR}/test_codec_${noun}.c LINKS covering codec trust base)
endforeach()
