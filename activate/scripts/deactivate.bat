@rem Undoes what activate.bat did.
@if not defined _OLD_VIRTUAL_PATH if not defined _OLD_VIRTUAL_NO_PATH exit /b 0
@if defined _OLD_VIRTUAL_PATH set "PATH=%_OLD_VIRTUAL_PATH%"
@if defined _OLD_VIRTUAL_NO_PATH set PATH=
@if defined _OLD_VIRTUAL_PYTHONHOME set "PYTHONHOME=%_OLD_VIRTUAL_PYTHONHOME%"
@if defined _OLD_VIRTUAL_PROMPT set "PROMPT=%_OLD_VIRTUAL_PROMPT%"
@if defined _OLD_VIRTUAL_NO_PROMPT set PROMPT=
@set VIRTUAL_ENV=
@set VIRTUAL_ENV_PROMPT=
@if defined _OLD_VIRTUAL_ENV set "VIRTUAL_ENV=%_OLD_VIRTUAL_ENV%"
@if defined _OLD_VIRTUAL_ENV_PROMPT set "VIRTUAL_ENV_PROMPT=%_OLD_VIRTUAL_ENV_PROMPT%"
@rem Delayed expansion, where it is on ("!!" is empty there), took its marks from these values.
@if "!!"=="" if defined _OLD_VIRTUAL_PATH set "PATH=!_OLD_VIRTUAL_PATH!"
@if "!!"=="" if defined _OLD_VIRTUAL_PYTHONHOME set "PYTHONHOME=!_OLD_VIRTUAL_PYTHONHOME!"
@if "!!"=="" if defined _OLD_VIRTUAL_PROMPT set "PROMPT=!_OLD_VIRTUAL_PROMPT!"
@if "!!"=="" if defined _OLD_VIRTUAL_ENV set "VIRTUAL_ENV=!_OLD_VIRTUAL_ENV!"
@if "!!"=="" if defined _OLD_VIRTUAL_ENV_PROMPT set "VIRTUAL_ENV_PROMPT=!_OLD_VIRTUAL_ENV_PROMPT!"
@for %%v in (PATH NO_PATH PYTHONHOME PROMPT NO_PROMPT ENV ENV_PROMPT) do @set _OLD_VIRTUAL_%%v=
@exit /b 0
