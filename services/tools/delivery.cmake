# sheet: CSV in and out, the only user of libcsv and iconv. delivery: the reader of delivery lists.
set(sheet ${CMAKE_CURRENT_LIST_DIR}/sheet)
add_library(sheet STATIC ${sheet}/sheet.c ${sheet}/sheet_records.c ${sheet}/sheet_faults.c ${sheet}/sheet_cells.c ${sheet}/sheet_write.c)
target_include_directories(sheet PUBLIC ${CMAKE_CURRENT_LIST_DIR} ${sheet})
target_link_libraries(sheet PUBLIC trust base PRIVATE csv)

add_library(delivery STATIC ${CMAKE_CURRENT_LIST_DIR}/delivery.c ${CMAKE_CURRENT_LIST_DIR}/delivery_row.c ${CMAKE_CURRENT_LIST_DIR}/delivery_why.c)
target_include_directories(delivery PUBLIC ${CMAKE_CURRENT_LIST_DIR})
target_link_libraries(delivery PUBLIC sheet contracts codec trust base)

add_library(register_file STATIC ${CMAKE_CURRENT_LIST_DIR}/register/register_columns.c ${CMAKE_CURRENT_LIST_DIR}/register/register_read.c
    ${CMAKE_CURRENT_LIST_DIR}/register/register_write.c)
target_include_directories(register_file PUBLIC ${CMAKE_CURRENT_LIST_DIR})
target_link_libraries(register_file PUBLIC sheet contracts codec trust base)
