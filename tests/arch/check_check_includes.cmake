# SPDX-License-Identifier: GPL-3.0-or-later
# The check of includes on small made-up trees: it passes a good one and names each kind of violation.
# Run as: cmake -DWORK=<scratch folder> -P check_check_includes.cmake
# Writes a file that includes `header` into a fresh tree, scans it and sets `output` and `failed`.
function(scan file header)
  file(REMOVE_RECURSE "${WORK}")
  file(WRITE "${WORK}/core/model/good.h" "#include \"core/graph/graph.h\"\n#include \"core/model/other.h\"\n#include <vector>\n")
  file(WRITE "${WORK}/${file}" "#pragma once\n  # include ${header}\n")
  execute_process(COMMAND ${CMAKE_COMMAND} -DROOT=${WORK} -DLEAST=2 -P ${CMAKE_CURRENT_LIST_DIR}/check_includes.cmake
                  RESULT_VARIABLE result OUTPUT_VARIABLE out ERROR_VARIABLE out)
  string(REGEX REPLACE "[ \n]+" " " out "${out}") # cmake folds long lines
  set(output "${out}" PARENT_SCOPE)
  set(failed ${result} PARENT_SCOPE)
endfunction()

function(expect_pass file header)
  scan(${file} ${header})
  if(failed)
    message(SEND_ERROR "${file} may include ${header}, and the check says: ${output}")
  endif()
endfunction()

function(expect_refusal file header what)
  scan(${file} ${header})
  if(NOT failed OR NOT output MATCHES "${file}: .*${what}")
    message(SEND_ERROR "${file} must not include ${header}, and the check says: ${output}")
  endif()
endfunction()

expect_pass("core/exec/program.cpp" "\"core/formats/tensor_source.h\"")
expect_pass("core/exec/cpu/program.cpp" "\"core/exec/executor.h\"")
expect_pass("core/numeric/half.h" "\"core/result.h\"")
expect_pass("gpu/device/limits.cpp" "\"core/exec/devices.h\"")
expect_pass("core/platform/files.cpp" "<unistd.h>")
expect_refusal("core/model/footprint.cpp" "\"core/exec/executor.h\"" "lies in a room to the right")
expect_refusal("core/graph/passes/fold.h" "\"core/model/model.h\"" "lies in a room to the right")
expect_refusal("core/numeric/half.h" "\"core/checkpoint/files.h\"" "lies in a room to the right")
expect_refusal("core/result.h" "\"core/numeric/half.h\"" "lies in a room to the right")
expect_refusal("core/checkpoint/files.h" "<vector>" "lies in no room")
expect_refusal("core/exec/program.cpp" "<unistd.h>" "only core/platform")
expect_refusal("core/exec/program.cpp" "<QString>" "core must not include")
expect_refusal("gpu/device/limits.cpp" "\"ui/theme.h\"" "gpu must not include")
expect_refusal("ui/theme.cpp" "<vulkan/vulkan.h>" "ui must not include")
expect_refusal("app/engine/main.cpp" "\"tests/support/test_support.h\"" "app must not include")
file(REMOVE_RECURSE "${WORK}")
