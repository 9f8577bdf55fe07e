// SPDX-License-Identifier: GPL-3.0-or-later
// The window on ANSWER, with a study whose measurements are made up: what measuring would take hours for.
#pragma once

#include "tests/support/fabricated.h"
#include "tests/ui/window_test.h"
#include "ui/pages/answer/answer_page.h"
#include "ui/words/format.h"

#include <QFile>
#include <QLabel>

#include <functional>

namespace pareto::test {

class AnswerTest : public WindowTest {
protected:
  ui::AnswerPage* answerPage() const {
    clickPage("answer");
    return qobject_cast<ui::AnswerPage*>(page());
  }
  /// Without what keeps its lines from ending in the wrong places.
  QString says(const char* label) const {
    return ui::withoutMarks(answerPage()->findChild<QLabel*>(QLatin1String(label))->text());
  }

  /// A study that asks for what its store holds: every length at every number of requests.
  void openStudy(Study study, const std::vector<int64_t>& lengths, const std::vector<int>& requests,
                 const std::function<void(Measurement&)>& alter = {}) {
    study.contexts = lengths;
    study.batches.assign(requests.begin(), requests.end());
    const QString file = m_folder->filePath(QStringLiteral("job.json"));
    QVERIFY(write_study(file.toStdString(), study));
    QVERIFY(!QFile::exists(file + QStringLiteral(".results.sqlite")));
    QVERIFY(store_fabricated(file.toStdString() + ".results.sqlite", study, gpu_box(), lengths, requests, alter));
    m_window->openPath(file);
    QCOMPARE(m_session->document().filePath(), file);
  }

  void takePicture(const QString& file, const QSize& size) {
    m_window->resize(size);
    QTest::qWait(50);
    page();
    QTest::qWait(50);
    QVERIFY(m_window->grab().save(file));
  }
};

} // namespace pareto::test
