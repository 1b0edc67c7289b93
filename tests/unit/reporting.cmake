set(pages ${CMAKE_SOURCE_DIR}/services/reporting)
madoguchi_test(test_figures
    SOURCES ${CMAKE_CURRENT_LIST_DIR}/test_figures.c ${pages}/figures.c ${pages}/figures_day.c ${pages}/page.c
            ${pages}/figures_hours.c ${pages}/figures_times.c ${pages}/figures_records.c ${pages}/report_lines.c
            ${pages}/report_lines_cards.c ${pages}/report_lines_day.c ${pages}/report_frame.c ${pages}/report_text.c ${pages}/report_csv.c
    LINKS contracts trust base)
madoguchi_test(test_reporting SOURCES ${CMAKE_CURRENT_LIST_DIR}/test_reporting.c LINKS bench core_reporting)
madoguchi_test(test_reporting_records SOURCES ${CMAKE_CURRENT_LIST_DIR}/test_reporting_records.c LINKS bench core_reporting)
madoguchi_test(test_reporting_cases SOURCES ${CMAKE_CURRENT_LIST_DIR}/test_reporting_cases.c LINKS bench core_reporting)
madoguchi_test(test_reporting_paper_day SOURCES ${CMAKE_CURRENT_LIST_DIR}/test_reporting_paper_day.c LINKS bench core_reporting)
