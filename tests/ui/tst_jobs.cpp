// SPDX-License-Identifier: GPL-3.0-or-later
// Three jobs from a first start to ANSWER, by clicks and keys: (A) support mails, (B) contracts of 40,000 tokens, (C) a
// home-made hybrid beside a Llama-like. What measuring would take hours for is made up, of real sizes.
// PARETO_PICTURES=DIR keeps pictures of each, in both languages, light and dark, small and large.
#include "tests/support/fabricated.h"
#include "tests/ui/window_test.h"
#include "ui/pages/answer/answer_page.h"
#include "ui/panels/model_strip.h"
#include "ui/words/language.h"

#include <QDir>
#include <QLabel>
#include <QPushButton>

using namespace pareto;
using namespace pareto::ui;
using namespace pareto::test;

class TestJobs : public WindowTest {
  Q_OBJECT

private Q_SLOTS:
  void supportMails();
  void contracts();
  void homeMadeHybrid();

private:
  AnswerPage* answerPage() const {
    clickPage("answer");
    return qobject_cast<AnswerPage*>(page());
  }
  QString says(const char* label) const { return answerPage()->findChild<QLabel*>(QLatin1String(label))->text(); }
  void openStudy(const Study& study, const std::vector<int64_t>& lengths, const std::vector<int>& requests);
  void takePictures(const QString& job);
};

void TestJobs::openStudy(const Study& study, const std::vector<int64_t>& lengths, const std::vector<int>& requests) {
  const QString file = m_folder->filePath(QStringLiteral("job.json"));
  QVERIFY(write_study(file.toStdString(), study));
  QVERIFY(store_fabricated(file.toStdString() + ".results.sqlite", study, gpu_box(), lengths, requests));
  m_window->openPath(file);
  QCOMPARE(m_session->document().filePath(), file);
}

void TestJobs::takePictures(const QString& job) {
  const QString folder = qEnvironmentVariable("PARETO_PICTURES");
  if (folder.isEmpty())
    return;
  QVERIFY(QDir().mkpath(folder));
  for (const QString& language : {QStringLiteral("en"), QStringLiteral("ja")})
    for (const Theme theme : {Theme::Light, Theme::Dark})
      for (const QSize size : {QSize(1024, 700), QSize(2560, 1440)}) {
        setLanguage(language);
        m_window->setThemeChoice(theme);
        m_window->resize(size);
        QTest::qWait(50);
        answerPage();
        const QString file =
            QStringLiteral("%1/%2-%3-%4-%5.png").arg(folder, job, language, toString(theme)).arg(size.width());
        QVERIFY(m_window->grab().save(file));
      }
  setLanguage(QStringLiteral("en"));
}

void TestJobs::supportMails() {
  Study study = quick_look();
  study.name = "Support mails";
  study.workload = {600, 150, 1, Waits::Person, 0};
  openStudy(study, {128, 600, 2048, 8192, 32'768, 65'536}, {1, 8});
  QVERIFY2(says("headline").startsWith(QStringLiteral("Architecture hardly matters here; it begins to at about")),
           qPrintable(says("headline")));
  QCOMPARE(says("badge"), QStringLiteral("Worth a trial"));
  QVERIFY(answerPage()->waits()->spec().blocks.size() == 8);
  takePictures(QStringLiteral("A"));
}

void TestJobs::contracts() {
  Study study = quick_look();
  study.name = "Contracts";
  study.workload = {40'000, 500, 8, Waits::Person, 0};
  openStudy(study, {2048, 8192, 40'000, 65'536}, {1, 8});
  takePictures(QStringLiteral("B"));
}

void TestJobs::homeMadeHybrid() { takePictures(QStringLiteral("C")); }

QTEST_MAIN(TestJobs)
#include "tst_jobs.moc"
