// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/session/local_models_model.h"
#include "ui/session/model_download.h"

#include <QDialog>
#include <QLabel>
#include <QProgressBar>
#include <QPushButton>
#include <QSortFilterProxyModel>
#include <QTableView>

#include <memory>

namespace pareto::ui {

/// What lies on this computer, ready to be added with one click; and ways to get more: another file, another folder,
/// one small free model from the network.
class AddModelDialog : public QDialog {
  Q_OBJECT

public:
  explicit AddModelDialog(ModelFolders folders, ModelDownload::Source source = {}, QWidget* parent = nullptr);

Q_SIGNALS:
  /// A model of the list, known to run.
  void modelChosen(const QString& path);
  /// A file or folder that nobody has looked into yet.
  void pathChosen(const QString& path);
  /// A download that went on while the dialog was closed has ended, for better or worse.
  void fetchedUnseen(const QString& sentence);

public Q_SLOTS:
  void done(int result) override;

protected:
  void changeEvent(QEvent* event) override;
  void showEvent(QShowEvent* event) override;

private:
  void buildUi();
  void buildTable();
  QLayout* buildFetch();
  QLayout* buildButtons();
  QPushButton* button(const char* name);
  void connectSignals();
  void retranslateUi();
  void refresh();
  void add();
  void otherFile();
  void otherFolder();
  void fetchClicked();
  void fetchEnded(bool cancelled, const QString& error);
  QString chosenPath() const;
  QString emptyText() const;

  ModelFolders m_folders;
  LocalModelsModel m_model;
  QSortFilterProxyModel m_sorted;
  ModelDownload m_download;
  bool m_endsWithFetch = false; ///< closed during a download: it deletes itself at the end of that
  bool m_fetched = false;       ///< the file is new: mark it in the list
  QLabel *m_intro = nullptr, *m_empty = nullptr, *m_status = nullptr, *m_fetchNote = nullptr;
  QTableView* m_table = nullptr;
  QProgressBar* m_progress = nullptr;
  QPushButton *m_add = nullptr, *m_file = nullptr, *m_folder = nullptr, *m_fetch = nullptr, *m_close = nullptr,
              *m_again = nullptr;
};

} // namespace pareto::ui
