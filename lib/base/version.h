/*
 * version.h - the version of the toolkit, as the Makefile gives it.
 */
#ifndef CRM_BASE_VERSION_H
#define CRM_BASE_VERSION_H

#define CRM_QUOTE_(text) #text
#define CRM_QUOTE(macro) CRM_QUOTE_(macro)

/* "0.1.0" */
#define CRM_VERSION_TEXT CRM_QUOTE(CRM_VERSION)

#endif
