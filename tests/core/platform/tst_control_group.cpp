// SPDX-License-Identifier: GPL-3.0-or-later
// Limits of control groups, read from a folder that stands for "/".
#include "core/platform/control_group.h"
#include "core/platform/memory.h"
#include "tests/support/program.h"
#include "tests/support/test_support.h"

#include <QDir>

using namespace pareto;

class ControlGroupTest : public QObject {
  Q_OBJECT
private Q_SLOTS:
  void init() {
    m_root = std::make_unique<QTemporaryDir>();
    put("proc/meminfo", "MemTotal:       16000000 kB\nMemFree:         1000000 kB\nMemAvailable:   12000000 kB\n");
  }

  void no_groups() {
    QVERIFY(facts(16'384'000'000, 12'288'000'000));
    put("proc/self/cgroup", "0::/\n");
    QVERIFY(facts(16'384'000'000, 12'288'000'000));
  }

  void second_version() {
    put("proc/self/cgroup", "0::/user.slice/job\n");
    group("sys/fs/cgroup/user.slice", "memory.max", "8000000000\n", "memory.current", "5000000000\n",
          "inactive_file 1000000000\nactive_file 500000000\nanon 3000000000\n");
    QVERIFY(facts(8'000'000'000, 4'500'000'000)); // of the group above
    group("sys/fs/cgroup/user.slice/job", "memory.max", "6000000000\n", "memory.current", "1000000000\n", "");
    QVERIFY(facts(6'000'000'000, 4'500'000'000)); // the tighter of the two, each way
    put("sys/fs/cgroup/user.slice/job/memory.high", "2000000000\n");
    QVERIFY(facts(2'000'000'000, 1'000'000'000));
  }

  void no_limit() {
    put("proc/self/cgroup", "0::/job\n");
    group("sys/fs/cgroup/job", "memory.max", "max\n", "memory.current", "1000\n", "");
    put("sys/fs/cgroup/job/memory.high", "max\n");
    QVERIFY(facts(16'384'000'000, 12'288'000'000));
  }

  /// In a container the names are the machine's, what is mounted is its own.
  void container() {
    put("proc/self/cgroup", "0::/system.slice/docker-0123.scope\n");
    group("sys/fs/cgroup", "memory.max", "4000000000\n", "memory.current", "1500000000\n", "inactive_file 500000000\n");
    QVERIFY(facts(4'000'000'000, 3'000'000'000));
  }

  void first_version() {
    put("proc/self/cgroup", "12:cpu,cpuacct:/\n5:memory:/docker/abc\n1:name=systemd:/docker/abc\n0::/\n");
    group("sys/fs/cgroup/memory/docker/abc", "memory.limit_in_bytes", "3000000000\n", "memory.usage_in_bytes",
          "2500000000\n", "total_inactive_file 400000000\ntotal_active_file 100000000\ninactive_file 7\n");
    QVERIFY(facts(3'000'000'000, 1'000'000'000));
    group("sys/fs/cgroup/memory", "memory.limit_in_bytes", "9223372036854771712\n", "memory.usage_in_bytes",
          "9000000000\n", "");
    QVERIFY(facts(3'000'000'000, 1'000'000'000)); // "no limit" of this version is a large number
  }

  void a_group_over_its_limit_has_nothing_left() {
    put("proc/self/cgroup", "0::/job\n");
    group("sys/fs/cgroup/job", "memory.max", "1000\n", "memory.current", "2000\n", "");
    QVERIFY(facts(1000, 0));
  }

  void odd_files_data() {
    QTest::addColumn<QByteArray>("groups");
    QTest::newRow("empty") << QByteArray();
    QTest::newRow("no colons") << QByteArray("rubbish\n\n::\n:\n0:");
    QTest::newRow("outside") << QByteArray("0::/../../job\n");
    QTest::newRow("slashes") << QByteArray("0:://///\n");
    QTest::newRow("no slash") << QByteArray("0::job\n");
    QTest::newRow("long") << "0::" + QByteArray(100'000, '/') + "\n";
  }
  void odd_files() {
    QFETCH(QByteArray, groups);
    put("proc/self/cgroup", groups);
    QVERIFY(facts(16'384'000'000, 12'288'000'000));
  }

  void this_machine() { QVERIFY(available_memory_bytes() > 0 && available_memory_bytes() <= total_memory_bytes()); }

private:
  void put(const QByteArray& name, const QByteArray& bytes) {
    const QString path = m_root->filePath(name);
    QVERIFY(QDir().mkpath(QFileInfo(path).path()));
    QVERIFY(test::write_file(path.toStdString(), {bytes.constData(), static_cast<size_t>(bytes.size())}));
  }
  void group(const QByteArray& folder, const char* limit, const char* value, const char* used, const char* amount,
             const char* statistics) {
    put(folder + "/" + limit, value);
    put(folder + "/" + used, amount);
    put(folder + "/memory.stat", statistics);
  }
  bool facts(int64_t total, int64_t available) const {
    const MemoryFacts found = memory_facts(m_root->path().toStdString());
    if (found.total != total || found.available != available)
      qWarning("%lld total, %lld available", static_cast<long long>(found.total),
               static_cast<long long>(found.available));
    return found.total == total && found.available == available;
  }
  std::unique_ptr<QTemporaryDir> m_root;
};

PARETO_TEST(ControlGroupTest)
#include "tst_control_group.moc"
