# SPDX-License-Identifier: GPL-3.0-or-later
# Mechanisms shared by every folder: warnings, sanitizers, ccache, instruction sets, tests.

find_program(PARETO_CCACHE ccache) # where somebody has it: in an empty one a build from scratch takes 8 % longer
if(PARETO_CCACHE)
  # Without this sloppiness ccache keeps nothing that reads precompiled headers. Depend mode believes the list of headers that
  # the compiler writes for ninja; otherwise ccache runs the preprocessor before each file that it does not know yet.
  set(CMAKE_CXX_COMPILER_LAUNCHER "${CMAKE_COMMAND}" -E env CCACHE_DEPEND=1 CCACHE_SLOPPINESS=pch_defines,time_macros "${PARETO_CCACHE}")
endif()

# Developer flags hang on one private target, so nobody inherits them.
add_library(pareto_warnings INTERFACE)
target_compile_options(pareto_warnings INTERFACE -Wall -Wextra -Wshadow -Wnon-virtual-dtor $<$<BOOL:${PARETO_WERROR}>:-Werror>)
if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU" AND CMAKE_CXX_COMPILER_VERSION VERSION_LESS 13)
  # False on a literal + std::string (GCC bugs 105651, 105329); with precompiled headers also where those were silent.
  target_compile_options(pareto_warnings INTERFACE -Wno-restrict -Wno-stringop-overflow -Wno-array-bounds)
endif()

if(PARETO_SANITIZE)
  add_compile_options(-fsanitize=${PARETO_SANITIZE} -fno-omit-frame-pointer -fno-sanitize-recover=all)
  add_link_options(-fsanitize=${PARETO_SANITIZE})
endif()

if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
  # The compiler's own heap may grow to 1 GiB before it is searched for garbage: 8 % less time over all, up to 17 % of a
  # file, for 15 % more memory of the hungriest.
  add_compile_options("SHELL:--param ggc-min-heapsize=1048576")
endif()

# Every preset optimises and so defines NDEBUG; those that look for mistakes keep the asserts.
if(PARETO_SANITIZE OR PARETO_WERROR)
  add_compile_options(-UNDEBUG)
endif()

if(PARETO_FUZZ AND CMAKE_CXX_COMPILER_ID STREQUAL "Clang") # libFuzzer; with g++ tests/fuzz brings a driver of its own
  add_compile_options(-fsanitize=fuzzer-no-link)
  link_libraries($<$<NOT:$<BOOL:$<TARGET_PROPERTY:PARETO_FUZZER>>>:-fsanitize=fuzzer-no-link>)
endif()

# Flags of each instruction set. Highway 1.0.3 falls back to SSSE3 unless bmi, aes and pclmul accompany avx2.
set(PARETO_ISA_FLAGS_baseline "")
set(PARETO_ISA_FLAGS_avx2 -mavx2 -mfma -mf16c -mbmi -mbmi2 -maes -mpclmul)

# pareto_isa_sources(<target> <file>...): compiles each file once per instruction set into <target>, with
# PARETO_ISA defined to the set's name. Such a file holds no Eigen and no standard-library template.
function(pareto_isa_sources target)
  foreach(isa baseline avx2)
    set(objects ${target}_${isa})
    if(NOT TARGET ${objects})
      add_library(${objects} OBJECT)
      target_include_directories(${objects} PRIVATE "${PROJECT_SOURCE_DIR}" SYSTEM PRIVATE "${HIGHWAY_INCLUDE_DIR}")
      target_compile_definitions(${objects} PRIVATE PARETO_ISA=${isa} HWY_COMPILE_ONLY_STATIC)
      target_compile_options(${objects} PRIVATE ${PARETO_ISA_FLAGS_${isa}} $<$<NOT:$<CONFIG:Debug>>:-O3> -fno-math-errno)
      if(PARETO_FUZZ) # no fuzzer runs them, and instrumented they take minutes to compile
        target_compile_options(${objects} PRIVATE -fno-sanitize=all -O1)
      endif()
      target_link_libraries(${objects} PRIVATE pareto_warnings)
      target_sources(${target} PRIVATE $<TARGET_OBJECTS:${objects}>)
    endif()
    foreach(file ${ARGN})
      get_filename_component(path "${file}" ABSOLUTE)
      target_sources(${objects} PRIVATE "${path}")
    endforeach()
  endforeach()
endfunction()

# Code whose time goes into what it calls: the window, commands, documents, recording a graph. At -O1 it compiles in four
# fifths of the time. Loops over weights, states, samples and texts stay at the preset's level.
set(PARETO_CALLING_FLAGS $<$<CONFIG:Release>:-O1>)

# A test is compiled more often than it is run, and its weight is in the library.
set(PARETO_TEST_FLAGS $<$<NOT:$<CONFIG:Debug>>:-O1>)

# Headers that most files of a target read, compiled once for it: a third to half of a small file's compile time was spent
# in them. They are no excuse to leave an include out: -DPARETO_PRECOMPILE=OFF builds without.
set(PARETO_STANDARD_HEADERS <algorithm> <any> <array> <cmath> <functional> <map> <memory> <optional> <set> <span> <string>
                            <string_view> <unordered_map> <variant> <vector>)
function(pareto_precompile target)
  if(PARETO_PRECOMPILE)
    target_precompile_headers(${target} PRIVATE ${ARGN})
  endif()
endfunction()

# pareto_precompiled_as(<target> <owner>): reads the headers that <owner>, a library compiled with the same options, has
# precompiled: they cost 8 to 15 s a set.
function(pareto_precompiled_as target owner)
  if(PARETO_PRECOMPILE)
    get_target_property(kind ${target} TYPE)
    if(kind STREQUAL "EXECUTABLE")
      target_compile_options(${target} PRIVATE -fPIC) # as the library; a program would have -fPIE
    endif()
    target_precompile_headers(${target} REUSE_FROM ${owner})
  endif()
endfunction()

# pareto_unity(<target> [ROOMS] [ALONE <regex>] <file>...): compiles up to eight files of one folder as one, in the order of
# their names; ROOMS: up to 24 of one room with its folders (core/decide with core/decide/cost). In half of the time, or a
# third, because headers and templates that they share are read and made once. Names in anonymous namespaces of such a group
# differ: what every file of a folder has carries the file's name (`embed_signature`). A file that cannot stand beside its
# neighbours is ALONE. So is, in silence, one with compile options of its own: options belong to a target. `dev` builds
# without groups, so a file still includes what it uses.
function(pareto_unity target)
  cmake_parse_arguments(arg "ROOMS" "ALONE" "" ${ARGN})
  if(NOT PARETO_UNITY)
    return()
  endif()
  set(together "^.*$")
  set(most 8)
  if(arg_ROOMS)
    set(together "^[^/]+(/[^/]+)?")
    set(most 24)
  endif()
  set_target_properties(${target} PROPERTIES UNITY_BUILD ON UNITY_BUILD_MODE GROUP)
  set(room "")
  foreach(file ${arg_UNPARSED_ARGUMENTS})
    if(NOT file MATCHES "\\.cpp$" OR (arg_ALONE AND file MATCHES "${arg_ALONE}"))
      continue()
    endif()
    get_filename_component(folder "${file}" ABSOLUTE)
    get_filename_component(folder "${folder}" DIRECTORY)
    file(RELATIVE_PATH folder "${PROJECT_SOURCE_DIR}" "${folder}")
    string(REGEX MATCH "${together}" here "${folder}")
    if(NOT here STREQUAL room)
      set(room "${here}")
      set(count 0)
    endif()
    math(EXPR part "${count} / ${most} + 1")
    math(EXPR count "${count} + 1")
    string(REPLACE "/" "_" group "${room}_${part}")
    set_source_files_properties("${file}" PROPERTIES UNITY_GROUP "${group}")
  endforeach()
endfunction()

# What nearly every test reads, compiled once for those without a window and once for those with.
set(PARETO_TEST_HEADERS <algorithm> <cmath> <cstring> <filesystem> <fstream> <functional> <map> <memory> <optional> <set> <span>
                        <sstream> <string> <thread> <vector> <nlohmann/json.hpp> <QtTest>)
set(PARETO_UI_TEST_HEADERS ${PARETO_TEST_HEADERS} <QtWidgets>)

# pareto_test_headers(<name> LIBS <target>... HEADERS <header>...): the owner of one set of precompiled headers.
function(pareto_test_headers name)
  cmake_parse_arguments(arg "" "" "LIBS;HEADERS" ${ARGN})
  file(GENERATE OUTPUT "${CMAKE_CURRENT_BINARY_DIR}/${name}.cpp" CONTENT "// Owns the precompiled headers of the tests.\n")
  add_library(${name} OBJECT "${CMAKE_CURRENT_BINARY_DIR}/${name}.cpp")
  set_target_properties(${name} PROPERTIES POSITION_INDEPENDENT_CODE OFF) # the tests are programs: -fPIE, where a library has -fPIC
  target_compile_options(${name} PRIVATE -fPIE ${PARETO_TEST_FLAGS})
  target_compile_definitions(${name} PRIVATE QT_NO_KEYWORDS)
  target_link_libraries(${name} PRIVATE pareto_warnings ${arg_LIBS})
  target_precompile_headers(${name} PRIVATE ${arg_HEADERS})
endfunction()

# pareto_test_target(<name> <window> <target>...): what each target of the tests is compiled with; `window`: it may use ui.
function(pareto_test_target name window)
  target_compile_options(${name} PRIVATE ${PARETO_TEST_FLAGS})
  target_compile_definitions(${name} PRIVATE
    QT_NO_KEYWORDS # slots and emit are names of ours
    PARETO_GOLDEN_DIR="${PROJECT_SOURCE_DIR}/tests/golden"
    PARETO_RESOURCE_DIR="${PROJECT_SOURCE_DIR}/resources"
    PARETO_ENGINE="$<TARGET_FILE:paretoscope-engine>")
  target_link_libraries(${name} PRIVATE pareto_warnings pareto::core Qt6::Test ${ARGN})
  set(headers pareto_test_headers)
  if(window)
    target_link_libraries(${name} PRIVATE pareto::ui)
    set(headers pareto_ui_test_headers)
  endif()
  if(PARETO_PRECOMPILE)
    target_precompile_headers(${name} REUSE_FROM ${headers})
  endif()
endfunction()

# pareto_test_part(<name> [UI] [OBJECT] SOURCES <file>... [LIBS <target>...]): sources that several programs share, compiled
# once; a program names it under LIBS.
function(pareto_test_part name)
  cmake_parse_arguments(arg "UI;OBJECT" "" "SOURCES;LIBS" ${ARGN})
  set(kind STATIC)
  if(arg_OBJECT)
    set(kind OBJECT)
  endif()
  add_library(${name} ${kind} ${arg_SOURCES})
  set_target_properties(${name} PROPERTIES POSITION_INDEPENDENT_CODE OFF AUTOMOC ${arg_UI})
  target_compile_options(${name} PRIVATE -fPIE) # as the programs that share its precompiled headers
  pareto_test_target(${name} ${arg_UI} ${arg_LIBS})
endfunction()

# pareto_tests(<program> [UI] TESTS <name>... [DEEP <name>...] [THREADS <name>...] [TIMEOUT <seconds>] [SOURCES <file>...]
# [LIBS <target>...]): a program of Qt Test, run offscreen; <name>.cpp holds one test. Its tests are compiled as one file
# (tests/support/program.h), so names of their anonymous namespaces differ; where they must not, use another program.
# DEEP: repeats more often under ./dev test --deep. THREADS: ThreadSanitizer watches it.
# LP_NUM_THREADS=0: Mesa's software driver runs a dispatch in its queue's thread; waking others for each of the tests' tiny ones
# took half of their time. tst_vulkan_catalogue has them awake.
add_custom_target(threaded_tests)
# Those that take more than 25 s begin first: at the end one of them would leave a core idle. (ctest learns it after a run.)
set(PARETO_LONG_TESTS tst_vulkan_goldens tst_vulkan_faults tst_architectures tst_slices tst_engine tst_engine_run tst_coordinator
    tst_vulkan_recurrence tst_vulkan_attention tst_vulkan_models tst_session_run tst_pages)
# These run hundreds of steps of tiny models, between which a team of threads only spins: on one core half of the processor time.
set(PARETO_ONE_CORE_TESTS tst_folder_tensors tst_folder_weights tst_gguf)
function(pareto_tests program)
  cmake_parse_arguments(arg "UI" "TIMEOUT" "TESTS;DEEP;THREADS;SOURCES;LIBS" ${ARGN})
  set(files "")
  # Said of every class that uses the anonymous namespace of its file, which is included here.
  set(together "// The tests of one program.\n#if defined(__GNUC__) && !defined(__clang__)\n#pragma GCC diagnostic ignored \"-Wsubobject-linkage\"\n#endif\n")
  foreach(name ${arg_TESTS})
    list(APPEND files "${CMAKE_CURRENT_SOURCE_DIR}/${name}.cpp")
    string(APPEND together "#include \"${CMAKE_CURRENT_SOURCE_DIR}/${name}.cpp\"\n")
  endforeach()
  if(PARETO_UNITY)
    file(CONFIGURE OUTPUT "${program}.cpp" CONTENT "${together}" @ONLY)
    set(files "${CMAKE_CURRENT_BINARY_DIR}/${program}.cpp")
  endif()
  set(window "")
  if(arg_UI)
    set(window _window)
  endif()
  add_executable(${program} ${files} ${arg_SOURCES} $<TARGET_OBJECTS:pareto_test_program${window}>)
  foreach(name ${arg_TESTS})
    # The test ends with #include "<name>.moc". AUTOMOC would compile one more, empty file for it: a sixth of the build.
    qt_generate_moc("${name}.cpp" "${CMAKE_CURRENT_BINARY_DIR}/${name}.moc")
    target_sources(${program} PRIVATE "${CMAKE_CURRENT_BINARY_DIR}/${name}.moc")
    add_test(NAME ${name} COMMAND ${program} ${name})
    set(labels)
    set(timeout 300)
    if(arg_TIMEOUT)
      set(timeout ${arg_TIMEOUT})
    endif()
    if(name IN_LIST arg_DEEP)
      set(timeout 7200)
      list(APPEND labels deep)
    endif()
    if(name IN_LIST arg_THREADS)
      list(APPEND labels threads)
      add_dependencies(threaded_tests ${program})
    endif()
    if(name IN_LIST PARETO_LONG_TESTS)
      set_tests_properties(${name} PROPERTIES COST 25)
    endif()
    if(name IN_LIST PARETO_ONE_CORE_TESTS)
      set_tests_properties(${name} PROPERTIES PROCESSOR_AFFINITY ON)
    endif()
    set_tests_properties(${name} PROPERTIES TIMEOUT ${timeout} LABELS "${labels}"
      ENVIRONMENT "QT_QPA_PLATFORM=offscreen;LC_ALL=C.UTF-8;LP_NUM_THREADS=0;TSAN_OPTIONS=suppressions=${PROJECT_SOURCE_DIR}/tests/tsan.supp die_after_fork=0;LSAN_OPTIONS=suppressions=${PROJECT_SOURCE_DIR}/tests/lsan.supp print_suppressions=0")
  endforeach()
  target_include_directories(${program} PRIVATE "${CMAKE_CURRENT_BINARY_DIR}")
  pareto_test_target(${program} ${arg_UI} ${arg_LIBS})
  add_dependencies(${program} paretoscope-engine)
endfunction()

# pareto_test(<name> [UI] [DEEP] [THREADS] [TIMEOUT ...] ...): a test that needs a program of its own, because it is compiled
# with settings of its own or replaces functions of the program.
function(pareto_test name)
  cmake_parse_arguments(arg "DEEP;THREADS" "" "" ${ARGN})
  set(kinds "")
  foreach(kind DEEP THREADS)
    if(arg_${kind})
      list(APPEND kinds ${kind} ${name})
    endif()
  endforeach()
  pareto_tests(${name} TESTS ${name} ${kinds} ${arg_UNPARSED_ARGUMENTS})
endfunction()
