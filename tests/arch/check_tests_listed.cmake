# SPDX-License-Identifier: GPL-3.0-or-later
# A test file that no CMakeLists.txt names would silently never run.
file(GLOB_RECURSE tests "${ROOT}/tests/*tst_*.cpp")
foreach(test ${tests})
  get_filename_component(folder "${test}" DIRECTORY)
  get_filename_component(name "${test}" NAME_WE)
  file(READ "${folder}/CMakeLists.txt" lists)
  if(NOT lists MATCHES "[( ]${name}[) \n]")
    message(SEND_ERROR "${test} is not listed in ${folder}/CMakeLists.txt")
  endif()
endforeach()
