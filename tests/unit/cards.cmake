# The cores inventory, reservations and audit.
set(reservations_folder ${CMAKE_SOURCE_DIR}/services/reservations)
if(NOT MADOGUCHI_FUZZ)
    # The pure functions, outside the sealed core.
    add_library(reservations_pure STATIC ${reservations_folder}/calendar.c ${reservations_folder}/slots.c
        ${CMAKE_CURRENT_LIST_DIR}/reservations_fixture.c)
    target_include_directories(reservations_pure PUBLIC ${reservations_folder} ${CMAKE_CURRENT_LIST_DIR})
    target_link_libraries(reservations_pure PUBLIC contracts shell codec base cmocka)
endif()
foreach(noun calendar slots)
    madoguchi_test(test_reservations_${noun} SOURCES ${CMAKE_CURRENT_LIST_DIR}/test_reservations_${noun}.c LINKS reservations_pure)
endforeach()
foreach(noun deliveries cards vault custody stocktake)
    madoguchi_test(test_inventory_${noun} SOURCES ${CMAKE_CURRENT_LIST_DIR}/test_inventory_${noun}.c LINKS bench core_inventory)
endforeach()
madoguchi_test(test_reservations SOURCES ${CMAKE_CURRENT_LIST_DIR}/test_reservations.c LINKS bench core_reservations reservations_pure)
madoguchi_test(test_audit SOURCES ${CMAKE_CURRENT_LIST_DIR}/test_audit.c LINKS bench core_audit)
madoguchi_test(test_delivery SOURCES ${CMAKE_CURRENT_LIST_DIR}/test_delivery.c LINKS delivery)
madoguchi_test(test_cards_config SOURCES ${CMAKE_CURRENT_LIST_DIR}/test_cards_config.c LINKS core_reservations reservations_pure)
