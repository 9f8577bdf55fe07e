// SPDX-License-Identifier: GPL-3.0-or-later
// A program of the tests holds the classes of several files, compiled as one: headers and templates that they share are
// then read and made once, in less than half of the time. `PROGRAM TEST [arguments of Qt Test]` runs one of them.
#pragma once

#include <QtTest>

namespace pareto::test {

/// A test of the program that its file is compiled into; the name is the file's.
struct Entry {
  using Run = int (*)(int argc, char** argv);
  Entry(const char* file, Run run);
};

} // namespace pareto::test

/// Stands before the inclusion of a test's .moc, once in its file.
#define PARETO_TEST(Class)                                                                                             \
  static const pareto::test::Entry entry_of_##Class(__FILE__, [](int argc, char** argv) {                              \
    Class test;                                                                                                        \
    return QTest::qExec(&test, argc, argv);                                                                            \
  });
