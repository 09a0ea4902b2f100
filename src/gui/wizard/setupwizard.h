// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "gui/theme.h"
#include "gui/wizard/clusterdraft.h"

#include <QWizard>

namespace tandem::gui {

class HostsPage;
class ReviewPage;
class StartPage;

/// Makes a cluster file, page by page. Gets rid of itself when it is closed; shown with open().
class SetupWizard : public QWizard
{
    Q_OBJECT

public:
    explicit SetupWizard(const Theme &theme, QWidget *parent = nullptr);

    ClusterDraft &draft() { return m_draft; }
    HostsPage *hosts() const { return m_hosts; }
    StartPage *start() const { return m_start; }
    ReviewPage *review() const { return m_review; }

    void accept() override; ///< saves; stays open where that fails

signals:
    void saved(const QString &file);

private:
    ClusterDraft m_draft;
    StartPage *m_start;
    HostsPage *m_hosts;
    ReviewPage *m_review;
};

} // namespace tandem::gui
