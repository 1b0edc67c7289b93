# The project's small vocabulary for CMake:
#   madoguchi_ladder(...)                  names the layers, lowest first
#   madoguchi_layer(NAME SOURCES... USES layers... LIBRARIES pkg-config modules...)
#   madoguchi_test(NAME SOURCES... LINKS targets... [LABEL unit])
#   madoguchi_fuzz(NAME SOURCES... LINKS targets...)
find_package(PkgConfig REQUIRED)
find_package(Threads REQUIRED)

option(MADOGUCHI_SANITIZE "Build with ASan and UBSan" OFF)
option(MADOGUCHI_FUZZ "Build the libFuzzer targets" OFF)

set(CMAKE_C_STANDARD 17)
set(CMAKE_C_STANDARD_REQUIRED ON)
set(CMAKE_C_EXTENSIONS ON)              # cleanup attribute, warn_unused_result
set(CMAKE_POSITION_INDEPENDENT_CODE ON)
set(CMAKE_RUNTIME_OUTPUT_DIRECTORY ${CMAKE_BINARY_DIR}/bin)

add_compile_options(
    -Wall -Wextra -Werror -Wshadow -Wconversion -Wstrict-prototypes -Wmissing-prototypes -Wpointer-arith
    -Wwrite-strings -Wundef -Wvla -Wformat=2 -Wswitch-enum -fno-common -fstack-protector-strong
    -D_GNU_SOURCE)
include_directories(BEFORE ${CMAKE_SOURCE_DIR}/common ${CMAKE_BINARY_DIR})      # "base/err.h", "gen/queueing.h"
add_compile_options(-include ${CMAKE_SOURCE_DIR}/common/base/banned.h)
add_link_options(-Wl,--as-needed)       # a tool that prints JSON needs no HTTP server

if(MADOGUCHI_SANITIZE)
    add_compile_options(-fsanitize=address,undefined -fno-sanitize-recover=all -fno-omit-frame-pointer -O1 -g)
    add_link_options(-fsanitize=address,undefined)
elseif(MADOGUCHI_FUZZ)
    add_compile_options(-fsanitize=fuzzer-no-link,address,undefined -fno-sanitize-recover=all -O1 -g)
    add_link_options(-fsanitize=address,undefined)
else()
    add_compile_options(-D_FORTIFY_SOURCE=3 -fstack-clash-protection -fcf-protection -ftrivial-auto-var-init=zero)
    add_link_options(-Wl,-z,relro,-z,now -pie)
endif()

find_program(CCACHE ccache)
if(CCACHE)
    set(CMAKE_C_COMPILER_LAUNCHER ${CCACHE})
endif()

macro(madoguchi_ladder)
    set(MADOGUCHI_LADDER ${ARGN})
endmacro()

function(madoguchi_layer NAME)
    cmake_parse_arguments(L "" "" "SOURCES;USES;LIBRARIES;PLAIN" ${ARGN})
    list(FIND MADOGUCHI_LADDER ${NAME} own)
    add_library(${NAME} STATIC ${L_SOURCES})
    foreach(used IN LISTS L_USES)
        list(FIND MADOGUCHI_LADDER ${used} other)
        if(other GREATER_EQUAL own)
            message(FATAL_ERROR "layer ${NAME} must not use ${used}: layers only look down")
        endif()
        target_link_libraries(${NAME} PUBLIC ${used})
    endforeach()
    foreach(module IN LISTS L_LIBRARIES)
        pkg_check_modules(PKG_${module} REQUIRED IMPORTED_TARGET ${module})
        target_link_libraries(${NAME} PRIVATE PkgConfig::PKG_${module})
    endforeach()
    if(L_PLAIN)
        target_link_libraries(${NAME} PRIVATE ${L_PLAIN})
    endif()
endfunction()

include(${CMAKE_CURRENT_LIST_DIR}/core.cmake)

function(madoguchi_test NAME)
    cmake_parse_arguments(T "" "LABEL" "SOURCES;LINKS;ARGS" ${ARGN})
    if(MADOGUCHI_FUZZ)
        return()
    endif()
    add_executable(${NAME} ${T_SOURCES})
    target_link_libraries(${NAME} PRIVATE ${T_LINKS} cmocka)
    if(NOT T_LABEL)
        set(T_LABEL unit)
    endif()
    add_test(NAME ${NAME} COMMAND ${NAME} ${T_ARGS} WORKING_DIRECTORY ${CMAKE_SOURCE_DIR})
    set_tests_properties(${NAME} PROPERTIES LABELS ${T_LABEL} TIMEOUT 300)
endfunction()

function(madoguchi_fuzz NAME)
    cmake_parse_arguments(T "" "" "SOURCES;LINKS" ${ARGN})
    if(NOT MADOGUCHI_FUZZ)
        return()
    endif()
    add_executable(${NAME} ${T_SOURCES})
    target_link_options(${NAME} PRIVATE -fsanitize=fuzzer)
    target_link_libraries(${NAME} PRIVATE ${T_LINKS})
    add_dependencies(fuzzers ${NAME})
    add_test(NAME ${NAME} COMMAND ${CMAKE_SOURCE_DIR}/tests/fuzz/run.sh $<TARGET_FILE:${NAME}> ${CMAKE_SOURCE_DIR}/tests/fuzz/corpus/${NAME})
    set_tests_properties(${NAME} PROPERTIES LABELS fuzz SKIP_RETURN_CODE 77)
endfunction()
