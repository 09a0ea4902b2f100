// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/screenshot.h"

#include <QPixmap>
#include <QSaveFile>
#include <QWidget>

namespace tandem::gui {

Screenshot::Screenshot(QWidget &window, QString file, std::function<bool()> isReady, int patienceMs, QObject *parent)
    : QObject(parent), m_window(window), m_file(std::move(file)), m_isReady(std::move(isReady))
{
    m_patience.setSingleShot(true);
    m_patience.setInterval(patienceMs);
    m_layout.setSingleShot(true);
    m_layout.setInterval(400);
    connect(&m_patience, &QTimer::timeout, this, &Screenshot::take);
    connect(&m_layout, &QTimer::timeout, this, &Screenshot::take);
}

void Screenshot::start()
{
    m_patience.start();
    check();
}

void Screenshot::check()
{
    if (m_isReady() && !m_layout.isActive())
        m_layout.start();
}

void Screenshot::take()
{
    if (m_taken)
        return;
    m_taken = true;
    m_result = save(m_window, m_file);
    emit done();
}

Result<void> Screenshot::save(QWidget &window, const QString &file)
{
    QSaveFile out(file); // never half a picture
    if (!out.open(QIODevice::WriteOnly) || !window.grab().save(&out, "PNG") || !out.commit())
        return fail(ErrorCode::System, file.toStdString(),
                    "cannot write the picture: " + out.errorString().toStdString(),
                    "name a file in a directory that you may write");
    return {};
}

} // namespace tandem::gui
