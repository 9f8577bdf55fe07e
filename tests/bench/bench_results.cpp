// SPDX-License-Identifier: GPL-3.0-or-later
// What the window costs with many results: opening a study, and a step of the context slider on each tab. Times are
// those of the processor, so that a busy machine says nearly the same as a quiet one. bench_results [COUNT ...] [wide]
// [priced] [all] [PAGE ...]; without cases 725 1148 10000 wide priced all. COUNT: results of the Quick look. wide:
// every cell of 20 models on 10 devices, where a step should be painted within a frame of 16 ms, by wait and by cost.
// priced: the same with all prices stated, on the tabs that read them. all: as wide, of the whole catalogue. PAGE: as
// its tab is called; the others are left out.
#include "core/model/catalogue.h"
#include "core/study/run_store.h"
#include "tests/support/full_study.h"
#include "ui/main_window.h"
#include "ui/session/study_session.h"

#include <QApplication>
#include <QDir>
#include <QElapsedTimer>
#include <QSettings>
#include <QSlider>
#include <QTabWidget>
#include <QTemporaryDir>
#include <QThread>

#include <algorithm>
#include <cstdio>
#include <ctime>
#include <random>

using namespace pareto;
using namespace pareto::ui;

namespace {

constexpr double kMostPerTab = 20e3; ///< milliseconds; a window that freezes is measured on fewer steps
constexpr unsigned long kFrame = 20; ///< milliseconds in which a page that was just built may be built again
constexpr qint64 kReach = 3000;      ///< milliseconds before the first step
constexpr int kSamples = 60;         ///< of one result: three seconds of steps of 50 ms

/// Milliseconds of the processor since it was made or set back.
class Clock {
public:
  double restart() {
    const double before = m_start;
    m_start = now();
    return m_start - before;
  }
  double elapsed() const { return now() - m_start; }

private:
  static double now() {
    timespec time{};
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time);
    return 1e3 * static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_nsec) / 1e6;
  }
  double m_start = now();
};

double quantile_of(std::vector<double> values, double p) {
  std::sort(values.begin(), values.end());
  return values[static_cast<size_t>(p * static_cast<double>(values.size() - 1))];
}

/// `count` results of a study, as rounds of `cells`, each with samples of its own.
void write_store(const std::string& path, const Study& study, const std::vector<Measurement>& cells, size_t count) {
  auto store = RunStore::open(path);
  Calibration limits;
  limits.roofline.bytes_per_s = 20e9;
  limits.roofline.flops_per_s = 200e9;
  const auto run = (*store)->begin_run(study, to_json(limits).dump());
  std::mt19937 random(1);
  std::lognormal_distribution<double> noise(0, 0.02);
  for (size_t i = 0; i < count; ++i) {
    Measurement m = cells[i % cells.size()];
    const double middle = m.samples_ms.front();
    m.samples_ms.resize(kSamples);
    for (double& sample : m.samples_ms)
      sample = middle * noise(random);
    m.round = static_cast<int>(i / cells.size());
    static_cast<void>((*store)->append(*run, m));
  }
  static_cast<void>((*store)->finish_run(*run, RunEnd::Complete));
}

Study three_contexts() {
  Study study = quick_look();
  study.contexts = {512, 2048, 4096};
  return study;
}

/// The catalogue when a frame for a step was asked for, so that times of later versions say what the window became.
const std::vector<std::string>& twenty() {
  static const std::vector<std::string> ids{"softmax-attention",
                                            "sliding-window",
                                            "linear-attention",
                                            "retnet",
                                            "gla",
                                            "deltanet",
                                            "gated-deltanet",
                                            "mamba",
                                            "mamba2",
                                            "hgrn2",
                                            "hgrn",
                                            "rwkv7",
                                            "rg-lru",
                                            "mingru",
                                            "hybrid-samba",
                                            "hybrid-griffin",
                                            "hybrid-gdn-attn",
                                            "hybrid-gdn-swa",
                                            "hybrid-mamba2-gdn-swa",
                                            "hybrid-deltanet-swa"};
  return ids;
}

std::vector<std::string> whole_catalogue() {
  std::vector<std::string> ids;
  for (const Architecture& each : architectures())
    ids.push_back(each.id);
  return ids;
}

/// Architectures at 1.3 B on ten devices.
Study wide_study(const std::vector<std::string>& ids) {
  Study study = quick_look();
  study.name = "wide";
  study.contexts = {512, 2048, 8192, 32768};
  study.batches = {1, 8, 32};
  study.prompts = {128, 2048};
  study.models.clear();
  for (const std::string& each : ids)
    study.models.push_back(each + "@1.3b");
  study.devices = {"cpu"};
  for (int i = 0; i < 9; ++i)
    study.devices.push_back("vulkan:" + std::to_string(i));
  return study;
}

/// What the choice by cost asks for.
CostInputs prices() {
  CostInputs cost;
  cost[CostField::RequestsPerDay] = entered(3e6);
  cost[CostField::MachinePrice] = entered(12'000);
  cost[CostField::RentedPerHour] = entered(2);
  return cost;
}

/// Four ways with a cost, each with ranges, so that all that a report says is computed.
Study with_prices(Study study) {
  const auto ranged = [](double value) {
    CostInput input = entered(value);
    input.low = 0.8 * value;
    input.high = 1.25 * value;
    return input;
  };
  CostInputs& cost = study.cost;
  cost[CostField::RequestsPerDay] = ranged(20'000);
  cost[CostField::MachinePrice] = ranged(12'000);
  cost[CostField::BusyWatts] = ranged(450);
  cost[CostField::IdleWatts] = entered(60);
  cost[CostField::ElectricityPrice] = ranged(0.25);
  cost[CostField::OwnStaff] = entered(500);
  cost[CostField::RentedPerHour] = ranged(1.2);
  cost[CostField::RentedSpeed] = ranged(2);
  cost[CostField::ApiInput] = entered(0.5);
  cost[CostField::ApiOutput] = entered(1.5);
  cost[CostField::TodayPerRequest] = ranged(0.02);
  cost[CostField::BenefitPerRequest] = ranged(0.03);
  return study;
}

std::vector<Measurement> cells_of(const Study& study) {
  std::vector<Measurement> all;
  for (size_t device = 0; device < study.devices.size(); ++device)
    for (Measurement m : test::fullStudy(study)) {
      m.key.device = study.devices[device];
      for (double& sample : m.samples_ms)
        sample /= static_cast<double>(device + 1);
      all.push_back(std::move(m));
    }
  return all;
}

/// As long as a person needs to reach for the slider: what is asked ahead of it meanwhile costs no step.
void rest() {
  QElapsedTimer timer;
  timer.start();
  while (timer.elapsed() < kReach)
    QApplication::processEvents(QEventLoop::AllEvents, 10);
}

void settle() {
  for (int i = 0; i < 3; ++i)
    QApplication::processEvents();
}

/// Milliseconds from a step of the slider to the painted window, at every place there and back, or until a window that
/// freezes has had enough.
std::vector<double> steps_of(QSlider* slider) {
  std::vector<double> steps;
  double spent = 0;
  for (int pass = 0; pass < 2; ++pass)
    for (int at = slider->minimum(); at <= slider->maximum() && spent < kMostPerTab; ++at) {
      if (at == slider->value())
        continue;
      QThread::msleep(kFrame);
      settle();
      Clock timer;
      slider->setValue(at);
      settle();
      steps.push_back(timer.elapsed());
      spent += steps.back();
    }
  return steps;
}

/// `pages`: of these tabs alone; none: of all.
void measure_tabs(MainWindow& window, const char* what, const QStringList& pages) {
  auto* tabs = window.findChild<QTabWidget*>(QStringLiteral("tabs"));
  auto* slider = window.findChild<QSlider*>(QStringLiteral("contextSlider"));
  for (int tab = 0; tab < tabs->count(); ++tab) {
    if (!pages.isEmpty() && !pages.contains(tabs->tabText(tab), Qt::CaseInsensitive))
      continue;
    Clock timer;
    tabs->setCurrentIndex(tab);
    settle();
    const double shown = timer.elapsed();
    const std::vector<double> steps = steps_of(slider);
    std::printf("        %-10s %sshown in %.1f ms, slider step p50 %.1f ms, p95 %.1f ms, most %.1f ms\n",
                qPrintable(tabs->tabText(tab)), what, shown, quantile_of(steps, 0.5), quantile_of(steps, 0.95),
                quantile_of(steps, 1));
    std::fflush(stdout);
  }
}

/// `count` = 0: each cell once.
void measure(const Study& study, size_t count, const QStringList& pages) {
  const QTemporaryDir folder;
  const QString document = folder.filePath(QStringLiteral("study.json"));
  const std::vector<Measurement> cells = cells_of(study);
  count = count > 0 ? count : cells.size();
  static_cast<void>(write_study(document.toStdString(), study));
  write_store((document + QStringLiteral(".results.sqlite")).toStdString(), study, cells, count);
  Clock timer;
  StudySession session({{}, folder.filePath(QStringLiteral("data")), test::publishedResults(), 20'000});
  static_cast<void>(session.open(document));
  const double loaded = timer.elapsed();
  MainWindow window(session,
                    std::make_unique<QSettings>(folder.filePath(QStringLiteral("settings.ini")), QSettings::IniFormat));
  window.resize(1280, 800);
  window.show();
  settle();
  std::printf("%6zu results of %zu models on %zu devices: study read in %.0f ms, window shown after %.0f ms\n", count,
              study.models.size(), study.devices.size(), loaded, timer.elapsed());
  std::fflush(stdout);
  window.setResearch(true);
  rest();
  measure_tabs(window, "", pages);
  if (study.devices.size() < 2)
    return;
  ViewState view = session.view().state();
  view.y = {Metric::Memory, {}}; // of every model there is a value
  session.setView(view);
  measure_tabs(window, "all models: ", pages);
  view.compared = Compared::Devices;
  session.setView(view);
  measure_tabs(window, "all devices: ", pages);
  view.compared = Compared::Models;
  view.goal = Goal::LowestCost;
  session.document().setCost(prices());
  settle();
  timer.restart();
  session.setView(view);
  QThread::msleep(kFrame);
  settle();
  std::printf("        by cost: chosen in %.0f ms\n", timer.elapsed());
  measure_tabs(window, "by cost: ", pages);
}

} // namespace

int main(int argc, char** argv) {
  qputenv("QT_QPA_PLATFORM", "offscreen");
  QApplication application(argc, argv);
  const QStringList wide{QStringLiteral("wide"), QStringLiteral("priced"), QStringLiteral("all")};
  QStringList cases, pages;
  for (const QString& each : QApplication::arguments().mid(1))
    (each.toUInt() > 0 || wide.contains(each) ? cases : pages) << each;
  if (cases.isEmpty())
    cases = {QStringLiteral("725"),  QStringLiteral("1148"),   QStringLiteral("10000"),
             QStringLiteral("wide"), QStringLiteral("priced"), QStringLiteral("all")};
  for (const QString& each : cases) {
    if (each == QStringLiteral("wide"))
      measure(wide_study(twenty()), 0, pages);
    else if (each == QStringLiteral("priced"))
      measure(with_prices(wide_study(twenty())), 0,
              pages.isEmpty() ? QStringList{QStringLiteral("ANSWER"), QStringLiteral("COST"), QStringLiteral("DATA")}
                              : pages);
    else if (each == QStringLiteral("all"))
      measure(wide_study(whole_catalogue()), 0, pages);
    else
      measure(three_contexts(), each.toUInt(), pages);
  }
}
