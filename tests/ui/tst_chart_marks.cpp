// SPDX-License-Identifier: GPL-3.0-or-later
// What a chart shows is seen: nothing hides another thing, the legend explains what is drawn and nothing else, numbers
// have room, in light and dark.
#include "core/model/catalogue.h"
#include "core/study/study.h"
#include "tests/support/program.h"
#include "ui/charts/chart_painter.h"
#include "ui/charts/chart_parts.h"
#include "ui/charts/chart_scene.h"
#include "ui/charts/mark_painter.h"
#include "ui/charts/marks.h"
#include "ui/words/format.h"

#include <QImage>
#include <QPainter>
#include <QTest>

#include <algorithm>
#include <cmath>

using namespace pareto;
using namespace pareto::ui;

namespace {

ChartScene sceneOf(const ChartSpec& spec, double width = 800, double height = 500) {
  return ChartScene(spec, screenStyle(QFont(), false), {0, 0, width, height});
}

SeriesSpec lineThrough(std::initializer_list<double> values) {
  SeriesSpec series;
  series.line = true;
  for (const double value : values) {
    PointSpec point;
    point.x = static_cast<double>(series.points.size());
    point.y = value;
    series.points << point;
  }
  return series;
}

QStringList legendOf(const ChartSpec& spec) {
  QStringList texts;
  for (const LegendEntry& entry : marksLegend(spec, false))
    texts << entry.text;
  return texts;
}

double luminance(const QColor& color) {
  const auto linear = [](double c) { return c <= 0.04045 ? c / 12.92 : std::pow((c + 0.055) / 1.055, 2.4); };
  return 0.2126 * linear(color.redF()) + 0.7152 * linear(color.greenF()) + 0.0722 * linear(color.blueF());
}

} // namespace

class TestChartMarks : public QObject {
  Q_OBJECT

private Q_SLOTS:
  void initTestCase() { QLocale::setDefault(QLocale(QLocale::English)); }

  /// Where what shall stay together is wider than a row, the row ends between words: "9," over "400 USD" reads as 400.
  void noNumberIsParted() {
    const QString text = QStringLiteral("9,400 USD (4,480–23,700) · マシン 47 台 · マシン価格を使用年数で割った額");
    const QFontMetricsF metrics{QFont()};
    for (double width = metrics.horizontalAdvance(QStringLiteral("(4,480–23,700)")) + 2;
         width < metrics.horizontalAdvance(text); width += 3) {
      const QString rows = wrapped(text, QFont(), width).join(QLatin1Char('\n'));
      for (const char* number : {"9,400", "4,480", "23,700", "47"})
        QVERIFY2(rows.contains(QLatin1String(number)), qPrintable(rows));
    }
  }

  void statesHaveNoArchitecturesMarker() {
    const QPainterPath state = architectureShape(stateKey(), 20);
    for (const Architecture& each : architectures())
      QVERIFY2(architectureShape(QString::fromStdString(each.id), 20).boundingRect().width() <
                   state.boundingRect().width(),
               each.id.c_str());
    for (int place = 0; place < 8; ++place)
      QVERIFY(architectureShape(loadedKey(place), 20) != state && architectureShape(deviceKey(place), 20) != state);
  }

  /// At the size of a mark no two architectures of a family look alike: a seventh of their ink differs, as of a disc
  /// and a square.
  void architecturesOfAFamilyAreToldApart() {
    const auto drawn = [](const QString& key) {
      QImage image(16, 16, QImage::Format_Grayscale8);
      image.fill(Qt::white);
      QPainter painter(&image);
      painter.setRenderHint(QPainter::Antialiasing);
      painter.fillPath(architectureShape(key, 10).translated(8, 8), Qt::black);
      return image;
    };
    const auto inkOf = [](const QImage& a, const QImage& b, const auto& of) {
      int ink = 0;
      for (int y = 0; y < a.height(); ++y)
        for (int x = 0; x < a.width(); ++x)
          ink += of(255 - qGray(a.pixel(x, y)), 255 - qGray(b.pixel(x, y)));
      return ink;
    };
    for (const Architecture& a : architectures())
      for (const Architecture& b : architectures()) {
        if (&a >= &b || a.family != b.family)
          continue;
        const QImage one = drawn(QString::fromStdString(a.id)), other = drawn(QString::fromStdString(b.id));
        const int either = inkOf(one, other, [](int p, int q) { return std::max(p, q); }),
                  differs = inkOf(one, other, [](int p, int q) { return std::abs(p - q); });
        QVERIFY2(7 * differs >= either, qPrintable(QStringLiteral("%1 and %2: %3 of %4")
                                                       .arg(QString::fromStdString(a.id), QString::fromStdString(b.id))
                                                       .arg(differs)
                                                       .arg(either)));
      }
  }

  /// Those of a first study are told apart without their colour.
  void modelsOfTheQuickLookHaveTheirOwnShapes() {
    std::vector<QPainterPath> seen;
    for (const std::string& model : quick_look().models) {
      seen.push_back(architectureShape(QString::fromStdString(model.substr(0, model.find('@'))), 20));
      QCOMPARE(std::count(seen.begin(), seen.end(), seen.back()), 1);
    }
  }

  /// What stands beside a bar begins behind the interval over its end, and has room there.
  void noIntervalRunsThroughWhatStandsBeside() {
    ChartSpec spec;
    spec.x.high = 12;
    spec.y.high = 1;
    BlockSpec bar;
    bar.right = 8;
    bar.bottom = 0.2;
    bar.top = 0.8;
    bar.beside = QStringLiteral("8.0 s");
    spec.blocks << bar;
    const double before = sceneOf(spec).besideLeft(bar);
    bar.besideFrom = spec.blocks.last().besideFrom = 11;
    const ChartScene scene = sceneOf(spec);
    QVERIFY(scene.besideLeft(bar) > before && scene.besideLeft(bar) >= scene.toPixel(11, 0.5).x());
    QCOMPARE(scene.beside(bar), QStringList{bar.beside});
    QVERIFY(scene.besideLeft(bar) + scene.width(bar.beside, true) <= 800);
  }

  /// Dashes around nothing: of what is disturbed the band is an outline, and that is said, once.
  void outlinedBandsAreExplained() {
    const QString outlined = QStringLiteral("outlined: the interval or band of what is disturbed or suspect");
    ChartSpec spec;
    spec.x.high = 2;
    spec.y.high = 10;
    for (const MarkFill fill : {MarkFill::Modelled, MarkFill::ModelledBroken}) {
      SeriesSpec series = lineThrough({4, 4, 4});
      for (PointSpec& point : series.points) {
        point.fill = fill;
        point.yInterval = Interval{2, 6};
      }
      spec.series << series;
    }
    QCOMPARE(legendOf(spec).count(outlined), 1);
    QCOMPARE(legendOf(spec).count(QStringLiteral("shaded: the band of what is modelled")), 1);
    spec.series.removeLast();
    QVERIFY(!legendOf(spec).contains(outlined));
  }

  void waysOfPayingHaveColoursOfTheirOwn() {
    const auto apart = [](const QColor& a, const QColor& b) {
      return std::abs(a.red() - b.red()) + std::abs(a.green() - b.green()) + std::abs(a.blue() - b.blue());
    };
    for (const bool dark : {false, true})
      for (int way = 0; way < 4; ++way) {
        QStringList others;
        for (const Architecture& each : architectures())
          others << QString::fromStdString(each.family);
        for (int place = 0; place < 5; ++place)
          others << deviceKey(place);
        for (int other = 0; other < way; ++other)
          others << wayKey(other);
        for (const QString& other : std::as_const(others))
          QVERIFY2(apart(familyColor(wayKey(way), dark), familyColor(other, dark)) >= 50,
                   qPrintable(QStringLiteral("%1 %2 %3").arg(way).arg(other).arg(dark)));
      }
  }

  /// Every mark is seen on its ground, in both themes, faint ones too.
  void everyMarkIsSeen() {
    QStringList keys{QStringLiteral("custom"), QStringLiteral("nobody's")};
    for (const Architecture& each : architectures())
      keys << QString::fromStdString(each.family);
    for (int place = 0; place < 5; ++place)
      keys << deviceKey(place) << loadedKey(place) << wayKey(place);
    keys.removeDuplicates();
    QVERIFY(keys.size() > 20);
    for (const bool dark : {false, true})
      for (const QString& key : std::as_const(keys)) {
        ChartStyle style = slideStyle(16);
        style.colors = chartColors(dark);
        const QColor ground = style.colors.background;
        SeriesSpec series = lineThrough({1, 2});
        series.family = key;
        ChartSpec spec;
        spec.series << series;
        const ChartScene scene(spec, style, {0, 0, 800, 600});
        PointSpec plain, faded, dominated;
        faded.faded = true;
        dominated.surelyDominated = true;
        for (const PointSpec& point : {plain, faded, dominated}) {
          const QColor color = scene.pointColor(series, point);
          QVERIFY2(contrast(color, ground) >= 3,
                   qPrintable(QStringLiteral("%1, dark %2: %3").arg(key).arg(dark).arg(contrast(color, ground))));
        }
        QVERIFY(key == QStringLiteral("diffusion") ||
                contrast(scene.pointColor(series, faded), ground) <= contrast(scene.pointColor(series, plain), ground));
      }
  }

  void textOnLightFillsIsRead() {
    QStringList families{wayKey(0), wayKey(1), wayKey(2), wayKey(3)};
    for (const Architecture& each : architectures())
      families << QString::fromStdString(each.family);
    for (const bool dark : {false, true})
      for (const QString& family : std::as_const(families)) {
        const ChartColors colors = chartColors(dark);
        const double one = luminance(lightOf(familyColor(family, dark), colors)) + 0.05,
                     two = luminance(colors.text) + 0.05;
        QVERIFY2(std::max(one, two) / std::min(one, two) >= 5.9, qPrintable(family));
      }
  }

  void bandsAreNotExplainedByBars() {
    ChartSpec spec;
    spec.x.high = 3;
    spec.y.high = 10;
    spec.series << lineThrough({1, 2, 3});
    for (PointSpec& point : spec.series[0].points)
      point.yInterval = Interval{point.y - 1, point.y + 1};
    QVERIFY2(legendOf(spec).contains(QStringLiteral("shaded: 95 % interval")),
             qPrintable(legendOf(spec).join(QLatin1Char('|'))));
    QVERIFY(!legendOf(spec).contains(QStringLiteral("95 % interval")));
    spec.series[0].points[1].yInterval->high = 20; // of 10
    QVERIFY(legendOf(spec).contains(QStringLiteral("shaded: 95 % interval (goes on beyond the axis)")));
    spec.series[0].line = false; // the same as marks: bars
    QVERIFY(legendOf(spec).contains(QStringLiteral("95 % interval")));
    QVERIFY(!legendOf(spec).join(QString()).contains(QStringLiteral("shaded")));
  }

  void aBandIsSeenWholeUnlessItSqueezes() {
    const auto highOf = [](double band) {
      Extent extent;
      extent.include(10);
      extent.include(12);
      Quantity modelled;
      modelled.value = 11;
      modelled.ci95 = Interval{11 / band, 11 * band};
      extent.includeBand(modelled);
      AxisSpec axis;
      axis.logarithmicAt = 1;
      fitAxis(axis, extent);
      return Interval{axis.low, axis.high};
    };
    QVERIFY(highOf(1.5).low <= 11 / 1.5 && highOf(1.5).high >= 11 * 1.5);
    QVERIFY(highOf(1000).high < 50 && highOf(1000).low > 2);
  }

  void marksInOnePlaceAreBothSeen() {
    ChartSpec spec;
    spec.x.high = spec.y.high = 100;
    for (const double x : {50.0, 50.0, 80.0}) {
      SeriesSpec series;
      series.points << PointSpec{};
      series.points[0].x = x;
      series.points[0].y = 50;
      series.points[0].yInterval = Interval{40, 60};
      spec.series << series;
    }
    const ChartScene scene = sceneOf(spec);
    const double mark = scene.style().mark;
    const QPointF place = scene.toPixel(50, 50);
    QVERIFY(QLineF(scene.marks()[0].at, scene.marks()[1].at).length() >= 0.9 * mark);
    for (int i = 0; i < 2; ++i) // each still lies over its own place
      QVERIFY(QLineF(scene.marks()[i].at, place).length() <= 0.51 * mark);
    QCOMPARE(scene.marks()[2].at, scene.toPixel(80, 50));
    QCOMPARE(scene.bars(scene.spec().series[1], 0).first().x1(), place.x()); // what was measured is not moved
  }

  void aLineOverAnotherHasGaps() {
    ChartSpec spec;
    spec.x.high = 4;
    spec.y.high = 10;
    spec.series << lineThrough({5, 5, 5, 5, 9}) << lineThrough({5, 5, 5, 5, 5}) << lineThrough({1, 1, 1, 1, 1});
    const auto covers = [&](int series) {
      const ChartScene scene = sceneOf(spec);
      return std::any_of(scene.lines().begin(), scene.lines().end(),
                         [&](const SceneLine& line) { return line.series == series && line.covers; });
    };
    QVERIFY(!covers(0) && covers(1) && !covers(2));
    spec.series[0].selected = true; // drawn last
    QVERIFY(covers(0) && !covers(1));
  }

  void whatLiesBeyondTheAxisIsToldAtItsEdge() {
    ChartSpec spec;
    spec.x.high = 100;
    spec.y.high = 1;
    BlockSpec bar;
    bar.right = 80;
    bar.top = 1;
    spec.blocks << bar;
    spec.guides << GuideSpec{Qt::Vertical, 1000, QStringLiteral("A person: 10 s"), true};
    const ChartScene scene = sceneOf(spec);
    QCOMPARE(scene.labels().size(), 1);
    QCOMPARE(scene.labels()[0].text, QStringLiteral("A person: 10 s →"));
    QVERIFY(std::abs(scene.labels()[0].box.right() - scene.plot().right()) < scene.width(scene.labels()[0].text));
    spec.guides[0].toldBeyond = false;
    QVERIFY(sceneOf(spec).labels().isEmpty());
  }

  void noGuideRunsThroughWords() {
    ChartSpec spec;
    spec.x.high = 100;
    spec.y.high = 1;
    BlockSpec bar;
    bar.fill = BlockFill::None;
    bar.right = 1;
    bar.top = 1;
    bar.beside = QString(60, QLatin1Char(' ')) + QStringLiteral("words");
    spec.blocks << bar;
    const auto picture = [&] {
      const ChartScene scene = sceneOf(spec);
      QImage image(800, 500, QImage::Format_RGB32);
      image.fill(scene.style().colors.background);
      QPainter painter(&image);
      paintBelow(painter, scene);
      const QRectF box = scene.box(scene.spec().blocks[0]);
      return image.copy(QRectF(box.right() + 20, box.center().y() - 4, 100, 8).toRect());
    };
    const QImage before = picture();
    spec.guides << GuideSpec{Qt::Vertical, 10, {}};
    QCOMPARE(picture(), before);
  }

  void valuesOfRowsStandBehindTheirMarks() {
    ChartSpec spec;
    spec.x.high = 60;
    spec.y.low = -0.6;
    spec.y.high = 2.6;
    for (int row = 0; row < 3; ++row) {
      spec.y.categories << QString::number(row);
      SeriesSpec series;
      series.model = QString::number(row);
      series.points << PointSpec{};
      series.points[0].x = 20.0 + 17 * row;
      series.points[0].y = row;
      series.points[0].xInterval = Interval{series.points[0].x - 3, series.points[0].x + 3};
      series.points[0].label = QStringLiteral("52.2 (49.2–55.1)");
      spec.series << series;
    }
    for (const double width : {420.0, 800.0}) {
      const ChartScene scene = sceneOf(spec, width, 260);
      QCOMPARE(scene.labels().size(), 3);
      for (const SceneLabel& label : scene.labels()) {
        const PointSpec& point = spec.series[label.model.toInt()].points[0];
        QVERIFY2(label.box.left() >= scene.toPixel(point.xInterval->high, point.y).x(), qPrintable(label.model));
        QVERIFY(label.box.right() <= scene.canvas().right());
      }
    }
  }

  void publishedIsSaidInWords() {
    AxisSpec axis;
    axis.title = QStringLiteral("FDA look-ups");
    axis.unit = QStringLiteral("right of 100");
    axis.published = true;
    axis.better = Better::Higher;
    QCOMPARE(axisTitle(axis, Qt::Horizontal), QStringLiteral("FDA look-ups (right of 100), published · → better"));
  }

  void strayTextIsPaintedWithoutItsSpaces() {
    QImage first(400, 40, QImage::Format_RGB32), second = first;
    for (QImage* image : {&first, &second}) {
      image->fill(Qt::white);
      QPainter painter(image);
      paintText(painter, screenStyle(QFont(), false), {0, 0, 400, 40}, Qt::AlignLeft,
                image == &first ? QStringLiteral("10.1 年 で自社のマシン") : QStringLiteral("10.1 年で自社のマシン"),
                Qt::black);
    }
    QCOMPARE(first, second);
  }
};

PARETO_TEST(TestChartMarks)
#include "tst_chart_marks.moc"
