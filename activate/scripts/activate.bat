@rem Makes cmd use this Python environment. "deactivate" undoes it.
@rem From a batch file:  call .venv\Scripts\activate.bat

@rem Only in a subroutine is the place of this file right even if it was found
@rem along PATH by a name in quotes.
@call :_virtual_env_locate
@if errorlevel 1 goto _virtual_env_delayed
@if not exist "%_VIRTUAL_ENV_ROOT%\pyvenv.cfg" goto _virtual_env_missing
@if not "%_VIRTUAL_ENV_ROOT:;=%"=="%_VIRTUAL_ENV_ROOT%" goto _virtual_env_semicolon

@rem Where delayed expansion is on ("!!" is empty there), a value loses what looks
@rem like it, so all values are set once more in a way that keeps them.

@rem What is active already, or was in a parent process, gives way to this one.
@if not defined _OLD_VIRTUAL_PATH if not defined _OLD_VIRTUAL_NO_PATH goto _virtual_env_set
@if defined _OLD_VIRTUAL_PATH set "PATH=%_OLD_VIRTUAL_PATH%"
@if defined _OLD_VIRTUAL_NO_PATH set PATH=
@if defined _OLD_VIRTUAL_PYTHONHOME set "PYTHONHOME=%_OLD_VIRTUAL_PYTHONHOME%"
@if defined _OLD_VIRTUAL_PROMPT set "PROMPT=%_OLD_VIRTUAL_PROMPT%"
@if defined _OLD_VIRTUAL_NO_PROMPT set PROMPT=
@set VIRTUAL_ENV=
@set VIRTUAL_ENV_PROMPT=
@if defined _OLD_VIRTUAL_ENV set "VIRTUAL_ENV=%_OLD_VIRTUAL_ENV%"
@if defined _OLD_VIRTUAL_ENV_PROMPT set "VIRTUAL_ENV_PROMPT=%_OLD_VIRTUAL_ENV_PROMPT%"
@if "!!"=="" if defined _OLD_VIRTUAL_PATH set "PATH=!_OLD_VIRTUAL_PATH!"
@if "!!"=="" if defined _OLD_VIRTUAL_PYTHONHOME set "PYTHONHOME=!_OLD_VIRTUAL_PYTHONHOME!"
@if "!!"=="" if defined _OLD_VIRTUAL_PROMPT set "PROMPT=!_OLD_VIRTUAL_PROMPT!"
@if "!!"=="" if defined _OLD_VIRTUAL_ENV set "VIRTUAL_ENV=!_OLD_VIRTUAL_ENV!"
@if "!!"=="" if defined _OLD_VIRTUAL_ENV_PROMPT set "VIRTUAL_ENV_PROMPT=!_OLD_VIRTUAL_ENV_PROMPT!"

:_virtual_env_set
@for %%v in (PATH NO_PATH PYTHONHOME PROMPT NO_PROMPT ENV ENV_PROMPT) do @set _OLD_VIRTUAL_%%v=
@if defined PATH set "_OLD_VIRTUAL_PATH=%PATH%"
@if not defined PATH set _OLD_VIRTUAL_NO_PATH=1
@if defined PYTHONHOME set "_OLD_VIRTUAL_PYTHONHOME=%PYTHONHOME%"
@if defined VIRTUAL_ENV set "_OLD_VIRTUAL_ENV=%VIRTUAL_ENV%"
@if defined VIRTUAL_ENV_PROMPT set "_OLD_VIRTUAL_ENV_PROMPT=%VIRTUAL_ENV_PROMPT%"
@if "!!"=="" if defined PATH set "_OLD_VIRTUAL_PATH=!PATH!"
@if "!!"=="" if defined PYTHONHOME set "_OLD_VIRTUAL_PYTHONHOME=!PYTHONHOME!"
@if "!!"=="" if defined VIRTUAL_ENV set "_OLD_VIRTUAL_ENV=!VIRTUAL_ENV!"
@if "!!"=="" if defined VIRTUAL_ENV_PROMPT set "_OLD_VIRTUAL_ENV_PROMPT=!VIRTUAL_ENV_PROMPT!"
@set PYTHONHOME=
@set "VIRTUAL_ENV=%_VIRTUAL_ENV_ROOT%"
@if defined PATH set "PATH=%VIRTUAL_ENV%\{{quote .Bin}};%PATH%"
@if not defined PATH set "PATH=%VIRTUAL_ENV%\{{quote .Bin}}"
@if "!!"=="" if defined _OLD_VIRTUAL_PATH set "PATH=!VIRTUAL_ENV!\{{quote .Bin}};!_OLD_VIRTUAL_PATH!"
@set _VIRTUAL_ENV_ROOT=

@rem The name is in UTF-8.
@set _VIRTUAL_ENV_CODEPAGE=
@if not exist "%SystemRoot%\System32\chcp.com" goto _virtual_env_name
@for /f "tokens=2 delims=:." %%c in ('"%SystemRoot%\System32\chcp.com"') do @set _VIRTUAL_ENV_CODEPAGE=%%c
@if defined _VIRTUAL_ENV_CODEPAGE "%SystemRoot%\System32\chcp.com" 65001 >nul

:_virtual_env_name
@if not "!!"=="" set "VIRTUAL_ENV_PROMPT={{quote .Prompt}}"
@if "!!"=="" set "VIRTUAL_ENV_PROMPT={{delayed .Prompt}}"
@if defined VIRTUAL_ENV_DISABLE_PROMPT goto _virtual_env_done
@if defined PROMPT set "_OLD_VIRTUAL_PROMPT=%PROMPT%"
@if not defined PROMPT set _OLD_VIRTUAL_NO_PROMPT=1
@if not defined PROMPT set PROMPT=$P$G
@if "!!"=="" if defined _OLD_VIRTUAL_PROMPT set "_OLD_VIRTUAL_PROMPT=!PROMPT!"
@if not "!!"=="" set "_VIRTUAL_ENV_LABEL={{quote (cmdprompt .Prompt)}}"
@if "!!"=="" set "_VIRTUAL_ENV_LABEL={{delayed (cmdprompt .Prompt)}}"
@if not "!!"=="" set "PROMPT=(%_VIRTUAL_ENV_LABEL%) %PROMPT%"
@if "!!"=="" set "PROMPT=(!_VIRTUAL_ENV_LABEL!) !PROMPT!"
@set _VIRTUAL_ENV_LABEL=

:_virtual_env_done
@if defined _VIRTUAL_ENV_CODEPAGE "%SystemRoot%\System32\chcp.com" %_VIRTUAL_ENV_CODEPAGE% >nul
@set _VIRTUAL_ENV_CODEPAGE=
@exit /b 0

:_virtual_env_locate
@for %%i in ("%~dp0..") do @set "_VIRTUAL_ENV_ROOT=%%~fi"
@setlocal DisableDelayedExpansion
@for %%i in ("%~dp0..") do @set "_VIRTUAL_ENV_EXACT=%%~fi"
@if "%_VIRTUAL_ENV_EXACT%"=="%_VIRTUAL_ENV_ROOT%" exit /b 0
@exit /b 1

:_virtual_env_delayed
@echo activate.bat: delayed expansion is on, which hides an exclamation mark in the path of this environment>&2
@set _VIRTUAL_ENV_ROOT=
@exit /b 1

:_virtual_env_missing
@echo activate.bat: "%_VIRTUAL_ENV_ROOT%" is not an environment: it has no pyvenv.cfg>&2
@set _VIRTUAL_ENV_ROOT=
@exit /b 1

:_virtual_env_semicolon
@echo activate.bat: PATH cannot hold "%_VIRTUAL_ENV_ROOT%", which has a semicolon in its name>&2
@set _VIRTUAL_ENV_ROOT=
@exit /b 1
