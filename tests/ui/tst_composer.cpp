// SPDX-License-Identifier: GPL-3.0-or-later
// "Compose a stack" and "Linearise a checkpoint", by the buttons and keys a person has.
#include "core/formats/open_model.h"
#include "core/model/shapes.h"
#include "tests/support/program.h"
#include "tests/support/test_support.h"
#include "tests/ui/pictures.h"
#include "tests/ui/window_test.h"
#include "ui/panels/composer_dialog.h"
#include "ui/panels/linearise_dialog.h"
#include "ui/words/language.h"

#include <QDir>
#include <QSignalSpy>
#include <QTableWidget>

using namespace pareto;
using namespace pareto::ui;

class TestComposer : public test::WindowTest {
  Q_OBJECT

private Q_SLOTS:
  void statesWhatItComesTo();
  void rowsAreMoved();
  void whatDoesNotFitIsSaid();
  void addsWithItsBaseline();
  void speaksJapanese();
  void linearises();

private:
  ComposerDialog* compose() {
    action("composeModel")->trigger();
    auto* dialog = child<ComposerDialog>("");
    if (!dialog || !QTest::qWaitForWindowExposed(dialog))
      qFatal("no composer");
    return dialog;
  }
  template <class T>
  static T* in(QDialog* dialog, const char* name) {
    auto* found = dialog->findChild<T*>(QLatin1String(name));
    if (!found)
      qFatal("no %s", name);
    return found;
  }
  static void click(QDialog* dialog, const char* name) {
    QTest::mouseClick(in<QPushButton>(dialog, name), Qt::LeftButton);
  }
  static QString facts(QDialog* dialog) { return in<QLabel>(dialog, "composedFacts")->text(); }
  static void setTo(QSpinBox* box, const char* digits) {
    box->setFocus();
    box->selectAll();
    QTest::keyClicks(box, QLatin1String(digits));
    QTest::keyClick(box, Qt::Key_Tab);
  }
};

void TestComposer::statesWhatItComesTo() {
  ComposerDialog* dialog = compose();
  const auto made = pareto::compose(dialog->composition());
  REQUIRE(made);
  QCOMPARE(made->layers, int64_t{8});
  QVERIFY2(facts(dialog).startsWith(QStringLiteral("8 layers, ")), qPrintable(facts(dialog)));
  QVERIFY(facts(dialog).contains(QStringLiteral("quality unknown")));
  const QString before = facts(dialog);
  setTo(in<QSpinBox>(dialog, "repeat0"), "15");
  QVERIFY(facts(dialog).startsWith(QStringLiteral("16 layers, ")));
  QVERIFY(facts(dialog) != before);
  const auto* table = in<QTableWidget>(dialog, "composedRows");
  const auto* box = in<QCheckBox>(dialog, "parallel0"); // in the middle, as its heading is
  const int middle = box->mapTo(table->viewport(), box->rect().center()).x(), last = table->columnCount() - 1;
  QVERIFY(std::abs(middle - (table->columnViewportPosition(last) + table->columnWidth(last) / 2)) <= 2);
  QVERIFY(test::keepPicture(dialog, QStringLiteral("composer")));
  choose(in<QComboBox>(dialog, "part1"), 3); // experts: a token uses fewer than there are
  QVERIFY2(facts(dialog).contains(QStringLiteral("a token uses")), qPrintable(facts(dialog)));
  QTest::mouseClick(in<QPushButton>(dialog, "closeComposer"), Qt::LeftButton);
}

void TestComposer::rowsAreMoved() {
  ComposerDialog* dialog = compose();
  in<QTableWidget>(dialog, "composedRows")->setCurrentCell(1, 0);
  click(dialog, "rowUp");
  QCOMPARE(dialog->composition().rows[0].mixer, std::string("softmax-attention"));
  QVERIFY(!in<QPushButton>(dialog, "rowUp")->isEnabled());
  click(dialog, "insertRow");
  QCOMPARE(dialog->composition().rows.size(), size_t{3});
  QCOMPARE(dialog->composition().rows[1].mixer, std::string("softmax-attention"));
  click(dialog, "rowDown");
  QCOMPARE(dialog->composition().rows[2].mixer, std::string("softmax-attention"));
  click(dialog, "removeRow");
  click(dialog, "removeRow");
  QCOMPARE(dialog->composition().rows.size(), size_t{1});
  QVERIFY(!in<QPushButton>(dialog, "removeRow")->isEnabled());
  click(dialog, "closeComposer");
}

void TestComposer::whatDoesNotFitIsSaid() {
  ComposerDialog* dialog = compose();
  QTest::mouseClick(in<QCheckBox>(dialog, "parallel1"), Qt::LeftButton, {},
                    QPoint(8, in<QCheckBox>(dialog, "parallel1")->height() / 2));
  QVERIFY(in<QPushButton>(dialog, "addComposed")->isEnabled());
  choose(in<QComboBox>(dialog, "part1"), 0);
  const auto* problem = in<QLabel>(dialog, "composedProblem");
  QVERIFY2(problem->isVisible() && problem->text().startsWith(QStringLiteral("Row 2: ")), qPrintable(problem->text()));
  QVERIFY(!in<QPushButton>(dialog, "addComposed")->isEnabled());
  QVERIFY(!in<QLabel>(dialog, "composedFacts")->isVisible());
  choose(in<QComboBox>(dialog, "part1"), 1);
  QVERIFY(!problem->isVisible());
  in<QLineEdit>(dialog, "composedName")->selectAll();
  QTest::keyClick(in<QLineEdit>(dialog, "composedName"), Qt::Key_Delete);
  QVERIFY(problem->isVisible() && !in<QPushButton>(dialog, "addComposed")->isEnabled());
  click(dialog, "closeComposer");
}

void TestComposer::addsWithItsBaseline() {
  ComposerDialog* dialog = compose();
  choose(in<QComboBox>(dialog, "beside1"), 1);
  in<QLineEdit>(dialog, "composedName")->selectAll();
  QTest::keyClicks(in<QLineEdit>(dialog, "composedName"), QStringLiteral("side-by-side"));
  const auto before = m_session->document().study().models.size();
  const auto wanted = pareto::compose(dialog->composition());
  REQUIRE(wanted);
  click(dialog, "addComposed");
  const auto& models = m_session->document().study().models;
  QCOMPARE(models.size(), before + 2);
  const auto own = open_model(models.back()), baseline = open_model(models[before]);
  REQUIRE(own);
  REQUIRE(baseline);
  QVERIFY(models.back().ends_with("side-by-side.json"));
  QCOMPARE(parameter_count(own->model.spec()), wanted->parameters);
  QCOMPARE(baseline->architecture, std::string("softmax-attention"));
  const double off =
      static_cast<double>(parameter_count(baseline->model.spec())) / static_cast<double>(wanted->parameters);
  QVERIFY2(off > 0.97 && off < 1.03, qPrintable(QString::number(off)));
  QCOMPARE(m_session->view().state().selected, models.back());
}

void TestComposer::speaksJapanese() {
  ComposerDialog* dialog = compose();
  const QString english = dialog->windowTitle(), told = facts(dialog);
  setLanguage(QStringLiteral("ja"));
  QCoreApplication::sendPostedEvents(); // windows are told by one
  QVERIFY(dialog->windowTitle() != english);
  QVERIFY(facts(dialog) != told);
  QVERIFY(test::keepPicture(dialog, QStringLiteral("composer-ja")));
  for (const QWidget* each : dialog->findChildren<QWidget*>())
    if (qobject_cast<const QComboBox*>(each) || qobject_cast<const QSpinBox*>(each))
      QVERIFY2(!each->accessibleName().isEmpty() || each->objectName().startsWith(QLatin1String("qt_")) ||
                   each->objectName().startsWith(QLatin1String("composed")),
               qPrintable(each->objectName()));
  setLanguage(QStringLiteral("en"));
  QCoreApplication::sendPostedEvents();
  QCOMPARE(facts(dialog), told);
  click(dialog, "closeComposer");
}

void TestComposer::linearises() {
  m_session->document().addModel(test::golden("hf/llama"));
  settlePanels();
  action("lineariseModel")->trigger();
  auto* dialog = child<LineariseDialog>("");
  QVERIFY(dialog && QTest::qWaitForWindowExposed(dialog));
  auto* layers = in<QLineEdit>(dialog, "linearLayers");
  QTest::keyClicks(layers, QStringLiteral("one"));
  QVERIFY(!in<QPushButton>(dialog, "addLinearised")->isEnabled());
  layers->selectAll();
  QTest::keyClicks(layers, QStringLiteral("1"));
  click(dialog, "addLinearised");
  const std::string path = m_session->document().study().models.back();
  const auto opened = open_model(path);
  REQUIRE(opened);
  QCOMPARE(std::string(opened->weights()), std::string("not_trained"));
  settlePanels();
  const ModelFacts& facts = m_session->results().evidence().facts(path);
  QVERIFY(!facts.has_weights && facts.name.ends_with("(not trained)"));
}

PARETO_TEST(TestComposer)
#include "tst_composer.moc"
