// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/exec/cpu/cpu_executor.h"
#include "core/exec/reference/reference_executor.h"
#include "core/platform/cpu_info.h"

#include <QtTest>

namespace pareto::test {

inline constexpr const char* kExecutors[] = {"reference", "baseline", "avx2"};

/// One of kExecutors; nullptr where this processor lacks the set. One set runs on one thread and the
/// other on two, unless told: both ways are covered, and a loaded machine is not held up by threads that wait for each
/// other.
inline std::unique_ptr<Executor> executor_named(const QString& name, int threads = 0) {
  if (name == "reference")
    return make_reference_executor();
  auto made = make_cpu_executor({.threads = threads > 0      ? threads
                                            : name == "avx2" ? 2
                                                             : 1,
                                 .instruction_set = name.toStdString()});
  return made ? std::move(*made) : nullptr;
}

/// A row for each of kExecutors, in a column `executor_name`.
inline void add_executors() {
  QTest::addColumn<QString>("executor_name");
  for (const char* name : kExecutors)
    QTest::newRow(name) << name;
}

} // namespace pareto::test

/// Declares `target` as an executor, or skips the row on a processor without that instruction set.
#define EXECUTOR_OR_SKIP(target, name, ...)                                                                            \
  const std::unique_ptr<pareto::Executor> target = pareto::test::executor_named(name __VA_OPT__(, ) __VA_ARGS__);      \
  if (!target) {                                                                                                       \
    QVERIFY2((name) == QString("avx2") && !pareto::cpu_info().avx2, "the executor could not be made");                 \
    QSKIP("this processor has no AVX2");                                                                               \
  }
