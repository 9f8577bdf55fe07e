// SPDX-License-Identifier: GPL-3.0-or-later
// What the window costs with many results: opening a study, and a step of the context slider on each tab. Times are those of
// the processor, so that a busy machine says nearly the same as a quiet one.
// bench_results [COUNT ...]; without counts 725 1148 10000.
#include "core/study/run_store.h"
#include "tests/support/full_study.h"
#include "ui/main_window.h"
#include "ui/session/study_session.h"

#include <QApplication>
#include <QDir>
#include <QSettings>
#include <QSlider>
#include <QTabWidget>
#include <QTemporaryDir>

#include <algorithm>
#include <cstdio>
#include <ctime>
#include <random>

using namespace pareto;
using namespace pareto::ui;

namespace {

constexpr double kMostPerTab = 20e3; ///< milliseconds; a window that freezes is measured on fewer steps
constexpr int kSamples = 60; ///< of one result: three seconds of steps of 50 ms

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

/// `count` results of the Quick look, as rounds of its cells, each with samples of its own.
void write_store(const std::string& path, int count) {
  Study study = quick_look();
  study.contexts = {512, 2048, 4096};
  auto store = RunStore::open(path);
  Calibration limits;
  limits.roofline.bytes_per_s = 20e9;
  limits.roofline.flops_per_s = 200e9;
  const auto run = (*store)->begin_run(study, to_json(limits).dump());
  std::mt19937 random(1);
  std::lognormal_distribution<double> noise(0, 0.02);
  const std::vector<Measurement> cells = test::fullStudy(study);
  for (int i = 0; i < count; ++i) {
    Measurement m = cells[static_cast<size_t>(i) % cells.size()];
    const double middle = m.samples_ms.front();
    m.samples_ms.resize(kSamples);
    for (double& sample : m.samples_ms)
      sample = middle * noise(random);
    m.round = i / static_cast<int>(cells.size());
    static_cast<void>((*store)->append(*run, m));
  }
  static_cast<void>((*store)->finish_run(*run, RunEnd::Complete));
}

void settle() {
  for (int i = 0; i < 3; ++i)
    QApplication::processEvents();
}

void measure(int count) {
  const QTemporaryDir folder;
  QDir().mkpath(folder.filePath(QStringLiteral("data")));
  write_store(folder.filePath(QStringLiteral("data/quick-look.sqlite")).toStdString(), count);
  Clock timer;
  StudySession session({{}, folder.filePath(QStringLiteral("data")), test::publishedResults(), 20'000});
  const double loaded = timer.elapsed();
  MainWindow window(session, std::make_unique<QSettings>(folder.filePath(QStringLiteral("settings.ini")), QSettings::IniFormat));
  window.resize(1280, 800);
  window.show();
  settle();
  std::printf("%6d results: study read in %.0f ms, window shown after %.0f ms\n", count, loaded, timer.elapsed());
  window.setResearch(true);
  settle();
  auto* tabs = window.findChild<QTabWidget*>(QStringLiteral("tabs"));
  auto* slider = window.findChild<QSlider*>(QStringLiteral("contextSlider"));
  for (int tab = 0; tab < tabs->count(); ++tab) {
    timer.restart();
    tabs->setCurrentIndex(tab);
    settle();
    const double shown = timer.elapsed();
    std::vector<double> steps;
    double spent = 0;
    for (int pass = 0; pass < 2; ++pass)
      for (int at = slider->minimum(); at <= slider->maximum() && spent < kMostPerTab; ++at) {
        if (at == slider->value())
          continue;
        timer.restart();
        slider->setValue(at);
        settle();
        steps.push_back(timer.elapsed());
        spent += steps.back();
      }
    std::printf("        %-10s shown in %.1f ms, slider step p50 %.1f ms, p95 %.1f ms, most %.1f ms\n", qPrintable(tabs->tabText(tab)), shown, quantile_of(steps, 0.5), quantile_of(steps, 0.95),
                quantile_of(steps, 1));
    std::fflush(stdout);
  }
}

} // namespace

int main(int argc, char** argv) {
  qputenv("QT_QPA_PLATFORM", "offscreen");
  QApplication application(argc, argv);
  std::vector<int> counts;
  for (int i = 1; i < argc; ++i)
    counts.push_back(std::max(1, QString::fromLocal8Bit(argv[i]).toInt()));
  if (counts.empty())
    counts = {725, 1148, 10'000};
  for (int count : counts)
    measure(count);
}
