# SPDX-License-Identifier: GPL-3.0-or-later
# Qt Charts is deprecated upstream: one source file knows it, so that it can be replaced there and nowhere else. Includes are
# looked for in every source and every list of precompiled headers, names of its types in the window and its program.
# Run as: cmake -DROOT=<source dir> -P check_charts.cmake
set(owner "ui/charts/chart_canvas.cpp")
set(headers "[<\"](QtCharts[>\"/]|Q(Chart|ChartView|PolarChart|Legend|[A-Za-z]*LegendMarker|[A-Za-z]*Series|[A-Za-z]*Axis|[A-Za-z]*ModelMapper|BarSet|BoxSet|CandlestickSet|PieSlice)[>\"])")
set(types "(^|[^A-Za-z0-9_])(QtCharts|Q(Chart|ChartView|PolarChart|Legend|[A-Za-z]+Series|[A-Za-z]+Axis))([^A-Za-z0-9_]|$)")

set(includes 0)
file(GLOB_RECURSE files RELATIVE "${ROOT}" "${ROOT}/core/*.h" "${ROOT}/core/*.cpp" "${ROOT}/gpu/*.h" "${ROOT}/gpu/*.cpp" "${ROOT}/ui/*.h" "${ROOT}/ui/*.cpp"
     "${ROOT}/app/*.h" "${ROOT}/app/*.cpp" "${ROOT}/tests/*.h" "${ROOT}/tests/*.cpp" "${ROOT}/ui/CMakeLists.txt" "${ROOT}/tests/CMakeLists.txt" "${ROOT}/resources/cmake/*.cmake")
foreach(file ${files})
  file(STRINGS "${ROOT}/${file}" lines REGEX "Q[A-Za-z]+")
  foreach(line ${lines})
    string(REGEX MATCH "^[ \t]*#[ \t]*include" directive "${line}")
    if((directive OR file MATCHES "CMakeLists.txt$|[.]cmake$") AND line MATCHES "${headers}")
      math(EXPR includes "${includes} + 1")
      if(NOT file STREQUAL owner)
        message(SEND_ERROR "${file}: only ${owner} may include Qt Charts: ${line}")
      endif()
    elseif(file MATCHES "^(ui|app)/.*[.](h|cpp)$" AND NOT file STREQUAL owner)
      string(REGEX REPLACE "//.*$" "" code "${line}")
      if(code MATCHES "${types}")
        message(SEND_ERROR "${file}: only ${owner} may use Qt Charts: ${line}")
      endif()
    endif()
  endforeach()
endforeach()
if(NOT includes EQUAL 1)
  message(SEND_ERROR "Qt Charts is included ${includes} times, not once")
endif()
