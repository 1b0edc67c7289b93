# delivery: the reader of delivery lists, the only user of libcsv and iconv.
add_library(delivery STATIC ${CMAKE_CURRENT_LIST_DIR}/delivery.c ${CMAKE_CURRENT_LIST_DIR}/delivery_sheet.c
    ${CMAKE_CURRENT_LIST_DIR}/delivery_row.c ${CMAKE_CURRENT_LIST_DIR}/delivery_why.c)
target_include_directories(delivery PUBLIC ${CMAKE_CURRENT_LIST_DIR})
target_link_libraries(delivery PUBLIC contracts codec trust base PRIVATE csv)
