// SPDX-License-Identifier: GPL-3.0-or-later
// Kernels of every instruction set, row by row of a test.
#pragma once

#include "core/exec/cpu/kernels/kernels.h"
#include "core/platform/cpu_info.h"

#include <QString>
#include <QTest>

#include <initializer_list>

namespace pareto::test {

inline const cpu::Kernels& kernels_of(const QString& set) {
  return set == "avx2" ? cpu::avx2::kernels() : cpu::baseline::kernels();
}

inline bool lacks(const QString& set) { return set == "avx2" && !cpu_info().avx2; }

inline const char* name_of(Format type) {
  switch (type) {
  case Format::F16: return "float16";
  case Format::BF16: return "bfloat16";
  case Format::Q8_0: return "8 bits";
  case Format::Q4_0: return "4 bits";
  case Format::Q4_1: return "4 bits and minima";
  default: return "float32";
  }
}

/// Rows of columns `set` and `type`.
inline void add_sets(std::initializer_list<Format> types) {
  QTest::addColumn<QString>("set");
  QTest::addColumn<int>("type");
  for (const char* set : {"baseline", "avx2"})
    for (Format type : types)
      QTest::addRow("%s %s", set, name_of(type)) << QString(set) << static_cast<int>(type);
}

} // namespace pareto::test
