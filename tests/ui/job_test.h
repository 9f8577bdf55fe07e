// SPDX-License-Identifier: GPL-3.0-or-later
// What the jobs of a person have in common: their charts as they are exported, their sheet of paper, and the pictures
// that PARETO_PICTURES=DIR keeps of each, in both languages, light and dark, small and large.
#pragma once

#include "tests/ui/answer_test.h"
#include "tests/ui/pictures.h"
#include "ui/export/chart_exporter.h"
#include "ui/export/sheet.h"
#include "ui/export/slide.h"
#include "ui/pages/answer/shortlist_table.h"
#include "ui/words/language.h"

#include <QPainter>

#include <algorithm>

namespace pareto::test {

class JobTest : public AnswerTest {
protected:
  /// As it is exported.
  ui::ChartSpec chartOf(const QString& id) const {
    for (const ui::ChartSpec& chart : m_window->charts())
      if (chart.id == id)
        return chart;
    return {};
  }

  static QImage drawn(const ui::SheetSpec& sheet) {
    QImage image(ui::kSheetUnits, QImage::Format_RGB32);
    QPainter painter(&image);
    ui::paintSheet(painter, sheet);
    return image;
  }

  /// Its table has what the window's has: whether it fits, and the wait over context, beneath which nothing lies.
  static void checkSheetTable(const ui::SheetSpec& sheet) {
    using Table = ui::ShortlistTable;
    QVERIFY(sheet.columns.contains(Table::titles()[Table::Fits]));
    QVERIFY(sheet.curves.size() == sheet.rows.size() && sheet.curvesTitle == Table::titles()[Table::Curve]);
    ui::SheetSpec bare = sheet;
    for (qsizetype i = 0; i < bare.curves.size(); ++i) {
      QVERIFY(sheet.rows[i].size() > 1 || sheet.curves[i].isEmpty()); // none beside the head of a group
      bare.curves[i] = {};
    }
    const QImage with = drawn(sheet), without = drawn(bare);
    const QRgb paper = without.pixel(1, 1);
    QRect ink;
    for (int y = 0; y < with.height(); ++y)
      for (int x = 0; x < with.width(); ++x)
        if (with.pixel(x, y) != without.pixel(x, y)) {
          QVERIFY2(without.pixel(x, y) == paper, qPrintable(QStringLiteral("%1, %2").arg(x).arg(y)));
          ink |= QRect(x, y, 1, 1);
        }
    const bool any = std::any_of(sheet.curves.begin(), sheet.curves.end(),
                                 [](const ui::Sparkline& line) { return !line.isEmpty(); });
    QCOMPARE(any, !ink.isNull());
    QVERIFY(!any || (ink.left() > 0.8 * with.width() && ink.right() <= with.width() - ui::kSlideMargin));
  }

  /// On one sheet of paper, nothing over another.
  void checkSheet(const QString& picture) {
    const std::optional<ui::SheetSpec> sheet = answerPage()->sheet();
    QVERIFY(sheet);
    QImage image(ui::kSheetUnits, QImage::Format_RGB32);
    QPainter painter(&image);
    const QList<QRectF> boxes = ui::paintSheet(painter, *sheet);
    painter.end();
    const QRectF paper(ui::kSlideMargin - 1, ui::kSlideMargin - 1, ui::kSheetUnits.width() - 2 * ui::kSlideMargin + 2,
                       ui::kSheetUnits.height() - 2 * ui::kSlideMargin + 2);
    for (qsizetype i = 0; i < boxes.size(); ++i) {
      QVERIFY2(paper.contains(boxes[i]), qPrintable(QString::number(boxes[i].bottom())));
      QVERIFY2(i == 0 || boxes[i].top() >= boxes[i - 1].bottom() - 0.5, qPrintable(QString::number(boxes[i].top())));
    }
    QList<double> tall; // the charts: no long caption beneath a number squeezes them
    for (const QRectF& box : boxes)
      if (box.height() > 0.15 * ui::kSheetUnits.height())
        tall << box.height();
    QCOMPARE(tall.size(), sheet->charts.size());
    QVERIFY2(*std::min_element(tall.begin(), tall.end()) >= 0.22 * ui::kSheetUnits.height(),
             qPrintable(QString::number(tall.first())));
    checkSheetTable(*sheet);
    const QString pdf = m_folder->filePath(QStringLiteral("answer.pdf"));
    QVERIFY(ui::exportSheet(*sheet, pdf));
    QFile file(pdf);
    QVERIFY(file.open(QIODevice::ReadOnly));
    QVERIFY(file.readAll().startsWith("%PDF-1."));
    QVERIFY(picture.isEmpty() || image.save(picture));
  }

  void takePictureOf(const QString& name) {
    if (const QString folder = pictureFolder(); !folder.isEmpty())
      takePicture(QStringLiteral("%1/%2.png").arg(folder, name), {1440, 900});
  }

  void takePictures(const QString& job) {
    checkSheet({});
    const QString folder = pictureFolder();
    if (folder.isEmpty())
      return;
    for (const QString& language : {QStringLiteral("en"), QStringLiteral("ja")}) {
      ui::setLanguage(language);
      for (const ui::Theme theme : {ui::Theme::Light, ui::Theme::Dark}) {
        m_window->setThemeChoice(theme);
        for (const QSize size : {QSize(1024, 700), QSize(1440, 900), QSize(2560, 1440)})
          takePicture(
              QStringLiteral("%1/%2-%3-%4-%5.png").arg(folder, job, language, toString(theme)).arg(size.width()), size);
        for (const char* id : {"trade-off", "quality", "cost", "latency", "memory"}) {
          clickPage(id);
          takePicture(
              QStringLiteral("%1/%2-%3-%4-%5.png").arg(folder, job, language, toString(theme), QLatin1String(id)),
              {1440, 900});
        }
        clickPage("quality");
        takePicture(QStringLiteral("%1/%2-%3-%4-quality-1024.png").arg(folder, job, language, toString(theme)),
                    {1024, 700});
        clickPage("answer");
      }
      m_window->setThemeChoice(ui::Theme::Light);
      for (const ui::ChartSpec& chart : m_window->charts())
        QVERIFY(ui::exportChart(chart, QStringLiteral("%1/%2-%3-slide-%4.png").arg(folder, job, language, chart.id)));
      checkSheet(QStringLiteral("%1/%2-%3-sheet.png").arg(folder, job, language));
    }
    ui::setLanguage(QStringLiteral("en"));
  }
};

} // namespace pareto::test
