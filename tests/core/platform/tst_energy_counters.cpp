// SPDX-License-Identifier: GPL-3.0-or-later
// Energy counters of other machines: folders that stand for "/", a table of functions that stands for NVML.
#include "core/platform/energy_counters.h"
#include "tests/support/program.h"
#include "tests/support/test_support.h"

#include <QDir>

#include <cerrno>
#include <cmath>
#include <cstring>
#include <thread>

using namespace pareto;

namespace {

/// Two GPUs: one that counts, one of an older kind that only tells its power.
struct FakeGpus {
  static inline unsigned long long energy = 0;
  static inline unsigned power = 0;
  static inline unsigned gpus = 2;
  static inline int broken = 0;
  static Nvml::Handle handle_of(size_t index) { return reinterpret_cast<Nvml::Handle>(index + 1); }

  static Nvml table() {
    Nvml nvml;
    nvml.init = [] { return 0; };
    nvml.count = [](unsigned* count) {
      *count = gpus;
      return 0;
    };
    nvml.handle = [](unsigned index, Nvml::Handle* device) {
      *device = handle_of(index);
      return 0;
    };
    nvml.name = [](Nvml::Handle device, char* text, unsigned bytes) {
      std::strncpy(text, device == handle_of(0) ? "NVIDIA New" : "NVIDIA Old", bytes);
      return 0;
    };
    nvml.total_energy = [](Nvml::Handle device, unsigned long long* millijoules) {
      *millijoules = energy;
      return broken ? broken : device == handle_of(0) ? 0 : 3; // NVML_ERROR_NOT_SUPPORTED
    };
    nvml.power = [](Nvml::Handle, unsigned* milliwatts) {
      *milliwatts = power;
      return broken;
    };
    return nvml;
  }
};

bool near(double a, double b) { return std::abs(a - b) <= 1e-9 * std::max(std::abs(a), std::abs(b)); }

} // namespace

#define COMPARE_JOULES(counter, wanted)                                                                                \
  do {                                                                                                                 \
    const auto pareto_joules = (counter).joules();                                                                     \
    REQUIRE(pareto_joules);                                                                                            \
    QVERIFY2(near(*pareto_joules, wanted), qPrintable(QString::number(*pareto_joules)));                               \
  } while (false)

class EnergyCountersTest : public QObject {
  Q_OBJECT
private Q_SLOTS:
  void init() {
    m_root = std::make_unique<QTemporaryDir>();
    m_sources = {};
    m_sources.root = m_root->path().toStdString();
    m_sources.nvml = nullptr;
    FakeGpus::energy = FakeGpus::power = 0;
    FakeGpus::gpus = 2;
    FakeGpus::broken = 0;
  }

  void a_machine_without_counters() {
    const EnergyCounters none = find_energy_counters(m_sources);
    QVERIFY(none.all.empty() && none.refused.empty());
    const Nvml absent;
    m_sources.nvml = &absent;
    QVERIFY(find_energy_counters(m_sources).all.empty());
  }

  void this_machine_is_looked_at_without_harm() {
    EnergyCounters& here = machine_energy_counters();
    for (const auto& counter : here.all)
      QVERIFY(!counter->name.empty() && counter->step_seconds > 0);
    QCOMPARE(&machine_energy_counters(), &here);
  }

  void two_packages_with_their_memory() {
    zone("intel-rapl:0", "package-0", "1000000");
    zone("intel-rapl:0:0", "core", "1");
    zone("intel-rapl:0:1", "uncore", "1");
    zone("intel-rapl:0:2", "dram", "2000000");
    zone("intel-rapl:1", "package-1", "5");
    zone("intel-rapl:2", "psys", "9");
    zone("intel-rapl-mmio:0", "package-0", "1000000");
    put("sys/class/powercap/intel-rapl/enabled", "1");
    const auto found = find_energy_counters(m_sources);
    QCOMPARE(names(found), QString("RAPL package-0, RAPL package-0 memory, RAPL package-1"));
    for (const auto& counter : found.all) {
      QCOMPARE(int(counter->powered), int(Powered::Processor));
      REQUIRE(counter->start());
    }
    zone("intel-rapl:0", "package-0", "4500000");
    zone("intel-rapl:1", "package-1", "250005");
    COMPARE_JOULES(*found.all[0], 3.5);
    COMPARE_JOULES(*found.all[1], 0.0);
    COMPARE_JOULES(*found.all[2], 0.25);
  }

  void a_counter_begins_anew_at_its_range() {
    zone("intel-rapl:0", "package-0", "262143000000\n");
    const auto found = find_energy_counters(m_sources);
    EnergyCounter& counter = *found.all.at(0);
    QCOMPARE(counter.longest_seconds(), 262.143328850); // at 1 kW
    REQUIRE(counter.start());
    zone("intel-rapl:0", "package-0", "1671150\n");
    COMPARE_JOULES(counter, 2.0);
    zone("intel-rapl:0", "package-0", "262143328850\n"); // all of the range again
    COMPARE_JOULES(counter, 2.0 + 262143.328850 - 1.671150);
    zone("intel-rapl:0", "package-0", "7\n");
    COMPARE_JOULES(counter, 2.0 + 262143.328850 - 1.671150 + 7e-6);
    REQUIRE(counter.start()); // anew, from there
    zone("intel-rapl:0", "package-0", "1000007\n");
    COMPARE_JOULES(counter, 1.0);
  }

  void a_counter_without_a_range_goes_backwards() {
    put("sys/class/powercap/intel-rapl:0/name", "package-0\n");
    put("sys/class/powercap/intel-rapl:0/energy_uj", "100\n");
    const auto found = find_energy_counters(m_sources);
    REQUIRE(found.all.at(0)->start());
    QVERIFY(std::isinf(found.all[0]->longest_seconds()));
    put("sys/class/powercap/intel-rapl:0/energy_uj", "99\n");
    REQUIRE_REFUSED(found.all[0]->joules(), "went backwards");
  }

  void permission_denied_names_the_file_and_the_remedy() {
    zone("intel-rapl:0", "package-0", "1");
    zone("intel-rapl:1", "package-1", "1");
    m_sources.read = [](const std::string& path, std::string& text) {
      text = path.ends_with("/name") ? "package-0\n" : "262143328850\n";
      return path.ends_with("/energy_uj") ? EACCES : 0;
    };
    const auto found = find_energy_counters(m_sources);
    QVERIFY(found.all.empty());
    const std::string file = m_sources.root + "/sys/class/powercap/intel-rapl:0/energy_uj";
    QVERIFY2(found.refused.find("Only root may read the energy counter " + file) == 0, found.refused.c_str());
    QVERIFY(found.refused.find("sudo chmod a+r " + file) != std::string::npos);
    QVERIFY(found.refused.ends_with(".") && found.refused.find("\n") == std::string::npos);
  }

  void odd_files_data() {
    QTest::addColumn<QByteArray>("energy");
    for (const char* text : {"", "\n", "soon\n", "-5\n", "12 13\n", "0x10\n", "99999999999999999999999\n", "1.5\n"})
      QTest::newRow(text) << QByteArray(text);
    QTest::newRow("long") << QByteArray(100'000, '9');
    QTest::newRow("nul") << QByteArray("1\0"
                                       "2\n",
                                       4);
  }
  void odd_files() {
    QFETCH(QByteArray, energy);
    const std::string_view odd(energy.constData(), static_cast<size_t>(energy.size()));
    zone("intel-rapl:0", "package-0", odd);
    QVERIFY(find_energy_counters(m_sources).all.empty());
    zone("intel-rapl:0", "package-0", "5");
    const auto found = find_energy_counters(m_sources);
    REQUIRE(found.all.at(0)->start());
    zone("intel-rapl:0", "package-0", odd);
    QVERIFY(!found.all[0]->joules() && !found.all[0]->start());
  }

  void a_file_that_vanishes() {
    zone("intel-rapl:0", "package-0", "5");
    const auto found = find_energy_counters(m_sources);
    REQUIRE(found.all.at(0)->start());
    QVERIFY(QDir(m_root->path()).removeRecursively());
    REQUIRE_REFUSED(found.all[0]->joules(), "can no longer be read: No such file");
    QVERIFY(!found.all[0]->start());
    // a folder in its place
    QVERIFY(QDir().mkpath(QString::fromStdString(m_sources.root + "/sys/class/powercap/intel-rapl:0/energy_uj")));
    QVERIFY(!found.all[0]->start() && find_energy_counters(m_sources).all.empty());
  }

  void graphics_cards_of_hwmon() {
    put("sys/class/hwmon/hwmon0/name", "coretemp\n");
    put("sys/class/hwmon/hwmon1/name", "amdgpu\n");
    put("sys/class/hwmon/hwmon1/power1_average", "40000000\n");
    put("sys/class/hwmon/hwmon2/name", "xe\n");
    put("sys/class/hwmon/hwmon2/energy1_input", "1000000\n");
    put("sys/class/hwmon/hwmon3/name", "amdgpu\n"); // without any file of power
    const auto found = find_energy_counters(m_sources);
    QCOMPARE(names(found), QString("hwmon amdgpu, hwmon xe"));
    QCOMPARE(int(found.all[0]->powered), int(Powered::Gpu));
    REQUIRE(found.all[1]->start());
    put("sys/class/hwmon/hwmon2/energy1_input", "3000000\n");
    COMPARE_JOULES(*found.all[1], 2.0);
  }

  void power_is_summed_over_time() {
    put("sys/class/hwmon/hwmon1/name", "amdgpu\n");
    put("sys/class/hwmon/hwmon1/power1_input", "40000000\n");
    const auto found = find_energy_counters(m_sources);
    EnergyCounter& gauge = *found.all.at(0);
    const auto seconds = [zero = std::chrono::steady_clock::now()] {
      return std::chrono::duration<double>(std::chrono::steady_clock::now() - zero).count();
    };
    REQUIRE(gauge.start());
    const double begun = seconds();
    std::this_thread::sleep_for(std::chrono::milliseconds(350));
    const double before = seconds();
    const auto joules = gauge.joules();
    const double after = seconds();
    REQUIRE(joules);
    QVERIFY(*joules <= 40 * after && *joules >= 40 * (before - begun)); // whatever the machine was doing
    gauge.stop();
    put("sys/class/hwmon/hwmon1/power1_input", "nothing");
    REQUIRE_REFUSED(gauge.start(), "holds no number");
    put("sys/class/hwmon/hwmon1/power1_input", "40000000\n");
    REQUIRE(gauge.start());
    put("sys/class/hwmon/hwmon1/power1_input", "nothing");
    REQUIRE_REFUSED(gauge.joules(), "holds no number");
    put("sys/class/hwmon/hwmon1/power1_input", "40000000\n");
    REQUIRE_REFUSED(gauge.joules(), "holds no number"); // what was missed stays missed
  }

  void sockets_of_amd_energy_where_there_is_no_rapl() {
    put("sys/class/hwmon/hwmon0/name", "amd_energy\n");
    for (int i = 1; i <= 5; ++i) {
      const std::string stem = "sys/class/hwmon/hwmon0/energy" + std::to_string(i);
      put(stem + "_label", i < 4 ? "Ecore00" + std::to_string(i) : "Esocket" + std::to_string(i - 4));
      put(stem + "_input", "1");
    }
    QCOMPARE(names(find_energy_counters(m_sources)), QString("hwmon Esocket0, hwmon Esocket1"));
    zone("intel-rapl:0", "package-0", "5");
    QCOMPARE(names(find_energy_counters(m_sources)), QString("RAPL package-0"));
  }

  void gpus_of_nvml() {
    const Nvml nvml = FakeGpus::table();
    m_sources.nvml = &nvml;
    FakeGpus::energy = 5000;
    FakeGpus::power = 70'000;
    const auto found = find_energy_counters(m_sources);
    QCOMPARE(names(found), QString("NVML NVIDIA New, NVML NVIDIA Old"));
    REQUIRE(found.all[0]->start());
    FakeGpus::energy = 7500;
    COMPARE_JOULES(*found.all[0], 2.5);
    FakeGpus::energy = 1;
    REQUIRE_REFUSED(found.all[0]->joules(), "went backwards");
    REQUIRE(found.all[1]->start()); // watts alone
    FakeGpus::broken = 15;          // NVML_ERROR_GPU_IS_LOST
    REQUIRE_REFUSED(found.all[0]->joules(), "code 15");
    REQUIRE_REFUSED(found.all[1]->joules(), "code 15");
    QVERIFY(find_energy_counters(m_sources).all.empty());
  }

  void half_a_library_is_none() {
    Nvml nvml = FakeGpus::table();
    nvml.total_energy = nullptr;
    m_sources.nvml = &nvml;
    QCOMPARE(find_energy_counters(m_sources).all.size(), size_t(2)); // by their power
    nvml.power = nullptr;
    QVERIFY(!nvml.known() && find_energy_counters(m_sources).all.empty());
    nvml = FakeGpus::table();
    nvml.init = [] { return 9; }; // NVML_ERROR_DRIVER_NOT_LOADED
    QVERIFY(find_energy_counters(m_sources).all.empty());
    nvml = FakeGpus::table();
    FakeGpus::gpus = 0;
    QVERIFY(find_energy_counters(m_sources).all.empty());
  }

private:
  void put(const std::string& name, std::string_view text) {
    const std::string path = m_sources.root + "/" + name;
    QVERIFY(QDir().mkpath(QString::fromStdString(path.substr(0, path.rfind('/')))));
    QVERIFY(test::write_file(path, text));
  }
  void zone(const std::string& folder, const std::string& name, std::string_view energy) {
    const std::string base = "sys/class/powercap/" + folder;
    put(base + "/name", name + "\n");
    put(base + "/max_energy_range_uj", "262143328850\n");
    put(base + "/energy_uj", energy);
  }
  static QString names(const EnergyCounters& found) {
    QStringList list;
    for (const auto& counter : found.all)
      list << QString::fromStdString(counter->name);
    return list.join(", ");
  }

  std::unique_ptr<QTemporaryDir> m_root;
  EnergySources m_sources;
};

PARETO_TEST(EnergyCountersTest)
#include "tst_energy_counters.moc"
