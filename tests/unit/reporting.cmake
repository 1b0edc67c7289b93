set(pages ${CMAKE_SOURCE_DIR}/services/reporting)
set(drawn ${CMAKE_CURRENT_LIST_DIR}/figures_fixture.c ${pages}/figures.c ${pages}/figures_day.c ${pages}/page.c
    ${pages}/figures_hours.c ${pages}/figures_times.c ${pages}/figures_records.c ${pages}/figures_attendance.c ${pages}/figures_breakdowns.c ${pages}/figures_presets.c ${pages}/report_lines.c
    ${pages}/report_lines_guests.c ${pages}/report_lines_cards.c ${pages}/report_lines_day.c ${pages}/report_frame.c
    ${pages}/report_text.c ${pages}/report_csv.c)
foreach(name test_figures test_figures_times test_report_page)
    madoguchi_test(${name} SOURCES ${CMAKE_CURRENT_LIST_DIR}/${name}.c ${drawn} LINKS contracts trust base)
endforeach()
foreach(name test_reporting test_reporting_records test_reporting_cases test_reporting_day test_reporting_retention)
    madoguchi_test(${name} SOURCES ${CMAKE_CURRENT_LIST_DIR}/${name}.c ${CMAKE_CURRENT_LIST_DIR}/reporting_fixture.c LINKS bench core_reporting)
endforeach()
madoguchi_test(test_reporting_paper_day SOURCES ${CMAKE_CURRENT_LIST_DIR}/test_reporting_paper_day.c LINKS bench core_reporting)
